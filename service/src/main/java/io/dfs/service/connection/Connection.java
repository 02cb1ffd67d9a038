package io.dfs.service.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted connection, and what it is doing. The web server's threads write it; the guard's thread reads. */
final class Connection {

    /** What it is doing. */
    enum Phase {
        /** Nothing, or a head of which a part is there. */
        WAITING,
        /** From the end of a request's head to its answer. */
        REQUEST,
        /** The request is answered; what is left of its body is read and dropped. */
        LEFTOVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long NONE = Long.MIN_VALUE;
    private static final AnswerProgress NO_ANSWERS = new AnswerProgress(ConnectionLimits.NONE);

    private final SocketWrapperBase<?> socket;
    private final SocketChannel channel;
    private final InetAddress address;
    private final BodyProgress body;
    private volatile Phase phase = Phase.WAITING;
    private volatile long waitingSinceNanos;
    private volatile long headSinceNanos;
    private volatile boolean dispatched;
    private volatile boolean ended;
    private volatile boolean proven;

    Connection(SocketWrapperBase<?> socket, SocketChannel channel, ConnectionLimits limits, long nowNanos) {
        this.socket = socket;
        this.channel = channel;
        this.address = address(channel);
        this.body = new BodyProgress(limits);
        this.waitingSinceNanos = nowNanos;
        this.headSinceNanos = nowNanos;
    }

    /** The address at the other end; the unspecified one if that has gone. */
    static InetAddress address(SocketChannel channel) {
        InetAddress address = channel.socket().getInetAddress();
        return address == null ? new InetSocketAddress(0).getAddress() : address;
    }

    InetAddress address() {
        return address;
    }

    InetAddress caller() {
        return CallerAddress.of(address);
    }

    BodyProgress body() {
        return body;
    }

    Phase phase() {
        return phase;
    }

    long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /** How the answers are taken; of a connection that is closed meanwhile there is none that waits. */
    AnswerProgress answers() {
        return socket.getSocket() instanceof MeasuredChannel measured ? measured.answers() : NO_ANSWERS;
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    /** Bytes have come; a thread will look at them. */
    void dispatched(long nowNanos) {
        dispatched = true;
        if (phase == Phase.WAITING && headSinceNanos == NONE) {
            headSinceNanos = nowNanos;
        }
    }

    void requestBegins() {
        body.restart();
        answers().restart();
        phase = Phase.REQUEST;
        headSinceNanos = NONE;
    }

    /** @param well whether the answer is no refusal */
    void requestEnds(long nowNanos, boolean well) {
        proven |= well;
        waitingSinceNanos = nowNanos;
        headSinceNanos = nowNanos;
        phase = Phase.LEFTOVER;
    }

    /** The thread that looked is done with what there was. */
    void processed() {
        if (phase == Phase.LEFTOVER) {
            phase = Phase.WAITING;
            headSinceNanos = NONE;
        }
        dispatched = false;
    }

    /** A request's head, or the rest of a body that no one wants, has taken the time allowed for it. */
    boolean isHeadOverdue(long nowNanos, long limitNanos) {
        long since = headSinceNanos;
        boolean waitsForUs = phase == Phase.WAITING && dispatched;
        return phase != Phase.REQUEST && !waitsForUs && !ended && since != NONE && nowNanos - since > limitNanos;
    }

    /**
     * Nothing of value is lost if it is closed: no request is under way, and no bytes wait to be looked at. What the web
     * server has not taken up yet must not be closed: it would report an error of its own for each, and a flood fills the log.
     */
    boolean isExpendable() {
        return phase == Phase.WAITING && !dispatched && !ended && channel.isRegistered();
    }

    /** It has had a request that was not refused, so it belongs to someone who is served here. */
    boolean isProven() {
        return proven;
    }

    /** A thread waits for bytes of it, or for it to take some, and has done so for some time. */
    boolean holdsAThread(long nowNanos, long graceNanos) {
        if (answers().isWaiting()) {
            return !ended && answers().waitedNanos(nowNanos) > graceNanos;
        }
        return !ended
                && switch (phase) {
                    case WAITING -> false;
                    case REQUEST -> body.isReading() && body.waitedNanos(nowNanos) > graceNanos;
                    case LEFTOVER -> nowNanos - waitingSinceNanos > graceNanos;
                };
    }

    /** How fast it sends or takes what a thread waits for; the rest of a refused body counts as nothing. */
    double bytesPerSecond(long nowNanos) {
        if (answers().isWaiting()) {
            return answers().bytesPerSecond(nowNanos);
        }
        return phase == Phase.REQUEST ? body.bytesPerSecond(nowNanos) : 0;
    }

    /** Closes it unless a thread is just looking at it; whether it did. */
    boolean closeIfIdle() {
        ReentrantLock lock = socket.getLock();
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (phase != Phase.WAITING || socket.isClosed()) {
                return false;
            }
            socket.close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The thread that waits for bytes finds the end of the stream, and closes the connection itself. */
    void endInput() {
        ended = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            LOG.debug("a connection has gone by itself", e);
        }
    }

    /** The thread that waits for the reader finds the connection broken: an answer that is not whole must not look whole. */
    void endOutput() {
        ended = true;
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a connection has gone by itself", e);
        }
    }

    String remoteAddress() {
        return String.valueOf(channel.socket().getRemoteSocketAddress());
    }
}
