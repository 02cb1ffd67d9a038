package io.dfs.node.scrub;

/** Slows reading down. */
interface Pace {

    /** Returns when the bytes, which have just been read, have taken as long as they may. */
    void spend(long lengthBytes, long bytesPerSecond) throws InterruptedException;
}
