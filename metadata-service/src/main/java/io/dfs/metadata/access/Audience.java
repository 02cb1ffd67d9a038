package io.dfs.metadata.access;

import io.dfs.common.api.Role;
import io.dfs.metadata.caller.Identity;

/** For whom an endpoint is. */
enum Audience {
    /** Also without a token: what is the same for every cluster of this version. */
    ANYBODY,
    /** Anyone who has a good token, people and programs alike. */
    CALLERS,
    READERS,
    WRITERS,
    ADMINS,
    /** Nodes and controllers of this cluster, and no person. */
    PROGRAMS;

    boolean admits(Identity identity) {
        return switch (identity) {
            case Identity.Person person -> admits(person);
            case Identity.Program _ -> this == ANYBODY || this == CALLERS || this == PROGRAMS;
            case Identity.Service _ -> true;
        };
    }

    private boolean admits(Identity.Person person) {
        Role role = person.role();
        return switch (this) {
            case ANYBODY, CALLERS -> true;
            case READERS -> role.includes(Role.READER);
            case WRITERS -> role.includes(Role.WRITER);
            // What is about the whole cluster is not for someone who is confined to a tree.
            case ADMINS -> role.includes(Role.ADMIN) && person.prefix().isRoot();
            case PROGRAMS -> false;
        };
    }

    /** What a caller who is not admitted lacks. */
    String requirement() {
        return switch (this) {
            case ANYBODY, CALLERS -> "a token";
            case READERS -> "the role reader";
            case WRITERS -> "the role writer";
            case ADMINS -> "the role admin, for all trees";
            case PROGRAMS -> "a service token of this cluster";
        };
    }
}
