package io.dfs.common.thread;

/**
 * The platform threads that carry virtual ones.
 *
 * <p>By default there are as many as cores. A virtual thread that waits for another one to load or initialize a class keeps its
 * carrier; on two cores two such threads hold all carriers, and the one that they wait for never continues. A program that reads
 * its classes from one jar meets this when its first requests come at once (JDK 25; spring-boot issue 51463).
 */
public final class Carriers {

    /** More than any of our programs has virtual threads at once. A carrier is made when it is needed. */
    private static final int COUNT = 256;

    private Carriers() {}

    /** To be called first thing in {@code main}: the number is read when the first virtual thread is made. */
    public static void makeEnough() {
        if (System.getProperty("jdk.virtualThreadScheduler.parallelism") == null) {
            System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(COUNT));
            System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", Integer.toString(COUNT));
        }
    }
}
