package io.dfs.cli.cluster;

/** What chaos does to a cluster. */
enum ChaosFault {
    KILL_NODE(18),
    PAUSE_NODE(14),
    RESTART_NODE(8),
    CUT_OFF_NODE(8),
    FLIP_BIT(14),
    TRUNCATE(8),
    DELETE_CHUNK_FILE(8),
    LOSE_DISK(4),
    KILL_CONTROLLER(6),
    KILL_METADATA(6),
    PAUSE_METADATA(4),
    RESTART_METADATA(2);

    private final int weight;

    ChaosFault(int weight) {
        this.weight = weight;
    }

    /** How often it is drawn, beside the others' weights. */
    int weight() {
        return weight;
    }
}
