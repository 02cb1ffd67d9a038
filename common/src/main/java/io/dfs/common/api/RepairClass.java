package io.dfs.common.api;

/** Why a replica is made, the most urgent first. */
public enum RepairClass {
    /** One good replica: the next fault loses the chunk. */
    ENDANGERED(0),
    UNDER_REPLICATED(10),
    /** Enough replicas, but one is on a node that is to be emptied. */
    DRAINING(15),
    /** Enough replicas, but two share a zone while another has room (I-5). */
    MISPLACED(20),
    /** Nothing is wrong; a fuller node hands a replica to an emptier one. */
    BALANCE(30);

    private final int priority;

    RepairClass(int priority) {
        this.priority = priority;
    }

    /** Lower is more urgent. */
    public int priority() {
        return priority;
    }

    /** The class that a work item of this priority has. */
    public static RepairClass ofPriority(int priority) {
        for (RepairClass candidate : values()) {
            if (priority <= candidate.priority) {
                return candidate;
            }
        }
        return BALANCE;
    }
}
