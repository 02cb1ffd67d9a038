package io.dfs.metadata.repair;

/** What a chunk's replicas amount to. */
sealed interface Verdict {

    /**
     * As many replicas as there should be.
     *
     * @param certain false if some of them are on nodes that are silent just now
     */
    record Sound(boolean certain) implements Verdict {}

    /** No file needs the chunk; how many replicas it has is all the same. */
    record Unreferenced() implements Verdict {}

    /** Too few replicas, and at least one to copy from. Lower {@code priority} is more urgent. */
    record UnderReplicated(int priority, String reason) implements Verdict {}

    /** No replica that could be read: nothing to copy until a node comes back. */
    record Unreadable(String reason) implements Verdict {}
}
