package io.dfs.node.chunk;

import org.jspecify.annotations.Nullable;

/**
 * What could not be looked into when a data directory was listed.
 *
 * @param count of entries: folders, and files in quarantine
 * @param first the first of them, with the reason; null if there is none
 */
record Unlisted(int count, @Nullable String first) {

    static final Unlisted NOTHING = new Unlisted(0, null);

    Unlisted plus(String entry) {
        return new Unlisted(count + 1, first == null ? entry : first);
    }
}
