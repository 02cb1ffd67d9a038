package io.dfs.common.api;

import org.jspecify.annotations.Nullable;

/**
 * What must hold at the target for a commit.
 *
 * @param version with {@code VERSION}: the version the file must have
 */
public record Precondition(Kind kind, @Nullable Long version) {

    public enum Kind {
        /** Nothing stands there. */
        ABSENT,
        /** The file has this version. */
        VERSION,
        /** Anything, or nothing: a file that stands there goes to the trash. */
        NONE
    }

    public static final Precondition ABSENT = new Precondition(Kind.ABSENT, null);
    public static final Precondition NONE = new Precondition(Kind.NONE, null);

    public Precondition {
        if ((kind == Kind.VERSION) != (version != null)) {
            throw new IllegalArgumentException("a VERSION precondition, and no other, has a version");
        }
    }

    public static Precondition version(long version) {
        return new Precondition(Kind.VERSION, version);
    }
}
