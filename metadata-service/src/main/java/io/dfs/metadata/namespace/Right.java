package io.dfs.metadata.namespace;

import io.dfs.common.api.Role;
import io.dfs.common.api.TreeRole;
import org.jspecify.annotations.Nullable;

/** What a caller may do at a place in the tree, from least to most; each includes those before it. */
public enum Right {
    /** Not even learn whether something is there. */
    NONE,
    READ,
    WRITE,
    /** Also change the access list. */
    OWN;

    public boolean includes(Right other) {
        return compareTo(other) >= 0;
    }

    /** Where there is no access list: of those, admins put up the first. */
    static Right of(Role role) {
        return switch (role) {
            case READER -> READ;
            case WRITER -> WRITE;
            case ADMIN -> OWN;
        };
    }

    /**
     * Below an access list. Rights only narrow on the way down; but to own a list takes no more than to write above it.
     *
     * @param role what the list says of the caller; null if it does not name him
     */
    Right below(@Nullable TreeRole role) {
        if (this == NONE || role == null) {
            return NONE;
        }
        return switch (role) {
            case READER -> READ;
            case WRITER -> this == READ ? READ : WRITE;
            case OWNER -> this == READ ? READ : OWN;
        };
    }
}
