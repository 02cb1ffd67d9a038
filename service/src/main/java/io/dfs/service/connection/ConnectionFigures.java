package io.dfs.service.connection;

import java.util.concurrent.atomic.AtomicLong;

/** How many connections were closed, and why, since the service started. */
public final class ConnectionFigures {

    private final AtomicLong lateHeads = new AtomicLong();
    private final AtomicLong forRoom = new AtomicLong();
    private final AtomicLong slowBodies = new AtomicLong();

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
}
