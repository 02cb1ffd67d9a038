package io.dfs.cli.cluster;

/** What chaos does to a cluster. */
enum ChaosFault {
    KILL_NODE(18),
    PAUSE_NODE(14),
    RESTART_NODE(8),
    CUT_OFF_NODE(8),
    /** All that goes to it, and between it and the metadata service, takes its time. */
    SLOW_NODE(8),
    /** It is stopped most of the time. */
    STUTTER_NODE(6),

    FLIP_BIT(14),
    TRUNCATE(8),
    DELETE_CHUNK_FILE(8),

    LOSE_DISK(2),
    LOSE_DISK_WHILE_RUNNING(2),
    /** It comes back. */
    UNMOUNT_DISK(8),
    /** One disk of a node, or both. */
    FILL_DISK(8),

    JUMP_NODE_CLOCK(8),
    JUMP_CONTROLLER_CLOCK(4),
    JUMP_METADATA_CLOCK(4),

    ROTATE_SECRET(4),
    ROTATE_CERTIFICATES(4),
    ROTATE_AUTHORITY(4),

    KILL_CONTROLLER(6),
    KILL_METADATA(6),
    PAUSE_METADATA(4),
    RESTART_METADATA(2),

    /** Of a group of servers: the primary, here and below. */
    KILL_DATABASE(4),
    PAUSE_DATABASE(4),
    /** From the other servers, and not from the metadata service. */
    CUT_OFF_DATABASE(4);

    private final int weight;

    ChaosFault(int weight) {
        this.weight = weight;
    }

    /** How often it is drawn, beside the others' weights. */
    int weight() {
        return weight;
    }
}
