package io.dfs.metadata.namespace;

import io.dfs.common.api.Role;
import io.dfs.common.api.TreeRole;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.caller.Identity;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The person for whom paths are followed. */
record Viewer(Identity.Person person) {

    /** In an access list: everybody. */
    private static final String EVERYBODY = "*";

    /**
     * No one else ever names a path: the service's own work and that of the cluster's programs goes by ids. So a thread that has
     * lost its request's caller is refused here, and does not see everything.
     */
    static Viewer current() {
        Identity caller = Callers.current();
        if (caller instanceof Identity.Person person) {
            return new Viewer(person);
        }
        throw new IllegalStateException("paths are followed for people only, not for " + caller.name());
    }

    /** Access lists do not confine an admin. */
    boolean seesAll() {
        return person.role() == Role.ADMIN;
    }

    String name() {
        return person.name();
    }

    /** Before any access list. */
    Right right() {
        return Right.of(person.role());
    }

    /** @param role what an access list says of this person; null if nothing */
    Right below(Right above, @Nullable TreeRole role) {
        return seesAll() ? above : above.below(role);
    }

    /** The name as access lists have it. */
    byte[] principal() {
        return person.name().getBytes(StandardCharsets.UTF_8);
    }

    /** The other name by which an access list means this person. */
    static byte[] everybody() {
        return EVERYBODY.getBytes(StandardCharsets.UTF_8);
    }
}
