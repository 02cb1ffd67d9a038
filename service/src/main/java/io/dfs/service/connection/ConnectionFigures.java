package io.dfs.service.connection;

import java.util.concurrent.atomic.AtomicLong;

/** How many connections were closed, and why, since the service started. */
public final class ConnectionFigures {

    private final AtomicLong lateHeads = new AtomicLong();
    private final AtomicLong forRoom = new AtomicLong();
    private final AtomicLong slowBodies = new AtomicLong();
    private final AtomicLong slowReaders = new AtomicLong();
    private final AtomicLong unreadBodies = new AtomicLong();
    private final AtomicLong overShare = new AtomicLong();
    private final AtomicLong tooFast = new AtomicLong();

    /** The head of a request was not complete in time. */
    public AtomicLong lateHeads() {
        return lateHeads;
    }

    /** It had no request, and others needed its place. */
    public AtomicLong forRoom() {
        return forRoom;
    }

    /** The body of its request came too slowly. */
    public AtomicLong slowBodies() {
        return slowBodies;
    }

    /** The answer was taken too slowly. */
    public AtomicLong slowReaders() {
        return slowReaders;
    }

    /** It was answered before its body was there, and others needed the thread that would have waited for the rest. */
    public AtomicLong unreadBodies() {
        return unreadBodies;
    }

    /** Its address had as many as one may have: it was the newcomer, or waited the longest. */
    public AtomicLong overShare() {
        return overShare;
    }

    /** Its address opened connections too fast. */
    public AtomicLong tooFast() {
        return tooFast;
    }
}
