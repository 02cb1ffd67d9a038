package io.dfs.service.connection;

import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which connections of one port must go, so that those that do work find a place and a thread.
 *
 * <pre>
 *   an address opens connections too fast              the new one is closed
 *   an address has its share of the connections        those of it without a request are closed as below, or else the new one
 *   no complete head within the limit                  closed
 *   connections come near the most that there may be   those without a request are closed: first those that have never had
 *                                                      one that was served, and among them the longest waiting
 *   a body is slower than the least rate               its input ends
 *   an answer is taken slower than the least rate      it ends
 *   threads run out, or the share of one address       what sends or takes the slowest, of what threads wait for, ends; the
 *                                                      rest of a body whose request is answered is not waited for
 *   other slots of the service run out                 the same, but only for what is slower than the rate for that case
 * </pre>
 *
 * The web server's own timeouts start over with every byte, so one byte now and then would keep a connection for ever.
 */
final class ConnectionGuard {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    private static final Duration SWEEP_PAUSE = Duration.ofMillis(250);

    /** What a thread may wait for bytes before it can be called back when threads run out. */
    private static final Duration THREAD_GRACE = Duration.ofSeconds(1);

    /** So rarely is it told in the log that room had to be made. */
    private static final Duration REMARK_PAUSE = Duration.ofMinutes(1);

    private final ConnectionLimits limits;
    private final ConnectionFigures figures;
    private final GuardedEndpoint endpoint;
    private final ScarceSlots slots;
    private final Predicate<InetAddress> proxies;
    private final NewConnections newConnections;
    private final LongSupplier nanoTime;
    private final Map<SocketWrapperBase<?>, Connection> connections = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService sweeper;
    private volatile long remarkedAtNanos;

    ConnectionGuard(
            ConnectionLimits limits,
            ConnectionFigures figures,
            GuardedEndpoint endpoint,
            ScarceSlots slots,
            Predicate<InetAddress> proxies) {
        this.slots = slots;
        this.proxies = proxies;
        this.newConnections = new NewConnections(limits.newPerAddress());
        this.limits = limits;
        this.figures = figures;
        this.endpoint = endpoint;
        this.nanoTime = System::nanoTime;
        this.remarkedAtNanos = nanoTime.getAsLong() - REMARK_PAUSE.toNanos();
    }

    ConnectionLimits limits() {
        return limits;
    }

    void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("connection-guard-", 1).factory());
        long pause = SWEEP_PAUSE.toMillis();
        var _ = started.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
        sweeper = started;
    }

    void stop() {
        if (sweeper != null) {
            sweeper.shutdownNow();
        }
        connections.clear();
    }

    /** Whether a new connection is taken in, or its address opens too many or has its share of them. */
    boolean admits(SocketChannel channel) {
        InetAddress address = Connection.address(channel);
        if (proxies.test(address)) {
            return true;
        }
        InetAddress caller = CallerAddress.of(address);
        if (!newConnections.admit(caller, nanoTime.getAsLong())) {
            figures.tooFast().incrementAndGet();
            return false;
        }
        return findsAPlaceInTheShareOf(caller);
    }

    private boolean findsAPlaceInTheShareOf(InetAddress caller) {
        int share = limits.shareOf(endpoint.getMaxConnections());
        if (connections.size() < share) {
            return true;
        }
        List<Connection> own = connections.values().stream()
                .filter(connection -> connection.caller().equals(caller) && !connection.isClosed())
                .toList();
        int excess = own.size() + 1 - share;
        if (excess <= 0) {
            return true;
        }
        figures.overShare().incrementAndGet();
        return closeWaiting(own.stream(), excess) >= excess;
    }

    /** A new connection; makes room if there are nearly as many as there may be. */
    void accepted(SocketWrapperBase<?> socket, SocketChannel channel) {
        Connection connection = connection(socket, channel);
        if (socket.isClosed()) {
            connections.remove(socket);
            return;
        }
        makeRoomIfCrowded(connection);
    }

    Connection connection(SocketWrapperBase<?> socket, SocketChannel channel) {
        return connections.computeIfAbsent(socket, s -> new Connection(s, channel, limits, nanoTime.getAsLong()));
    }

    void dispatched(Connection connection) {
        connection.dispatched(nanoTime.getAsLong());
    }

    void processed(SocketWrapperBase<?> socket, Connection connection) {
        connection.processed();
        if (socket.isClosed()) {
            connections.remove(socket);
        }
    }

    void requestEnds(Connection connection, boolean well, boolean bodyIsRead) {
        connection.requestEnds(nanoTime.getAsLong(), well);
        if (!bodyIsRead && threadsRunOut()) {
            figures.unreadBodies().incrementAndGet();
            connection.endInput();
        }
    }

    /** An eighth is kept free, so that newcomers are taken in at once. */
    private long mostBeforeRoomIsMade() {
        int most = endpoint.getMaxConnections();
        return most < 0 ? Long.MAX_VALUE : most - Math.max(1, most / 8);
    }

    private void makeRoomIfCrowded(@Nullable Connection newcomer) {
        long excess = endpoint.getConnectionCount() - mostBeforeRoomIsMade();
        if (excess > 0) {
            makeRoom(excess, newcomer);
        }
    }

    private void makeRoom(long places, @Nullable Connection newcomer) {
        long made = closeWaiting(connections.values().stream().filter(connection -> connection != newcomer), places);
        figures.forRoom().addAndGet(made);
        long now = nanoTime.getAsLong();
        if (made > 0 && now - remarkedAtNanos >= REMARK_PAUSE.toNanos()) {
            remarkedAtNanos = now;
            LOG.warn(
                    "port {} has nearly all of its {} connections: those without a request are closed, the longest waiting first",
                    endpoint.getLocalPort(),
                    endpoint.getMaxConnections());
        }
    }

    /** Those without a request: first those that were never served, and among them the longest waiting. */
    private static long closeWaiting(Stream<Connection> candidates, long most) {
        return candidates
                .filter(Connection::isExpendable)
                .sorted(Comparator.comparing(Connection::isProven).thenComparingLong(Connection::waitingSinceNanos))
                .filter(Connection::closeIfIdle)
                .limit(most)
                .count();
    }

    private void sweep() {
        try {
            long now = nanoTime.getAsLong();
            connections.values().removeIf(Connection::isClosed);
            connections.values().forEach(connection -> judge(connection, now));
            // Here, too: those may be without a request by now that had one when the last newcomer came.
            makeRoomIfCrowded(null);
            callThreadsBack(now);
            callSlotsBack(now);
        } catch (RuntimeException e) {
            LOG.error("a round of the connection guard failed; the next one tries again", e);
        }
    }

    private void judge(Connection connection, long nowNanos) {
        if (connection.isHeadOverdue(nowNanos, limits.headLimit().toNanos())) {
            figures.lateHeads().incrementAndGet();
            LOG.debug("{} did not complete a request in {}: closed", connection.remoteAddress(), limits.headLimit());
            if (!connection.closeIfIdle()) {
                connection.endInput();
            }
        } else if (connection.phase() == Connection.Phase.REQUEST
                && connection.body().isTooSlow(nowNanos)) {
            endSlow(connection, nowNanos);
        } else if (connection.answers().isTooSlow(nowNanos)) {
            endSlow(connection, nowNanos);
        }
    }

    private void callThreadsBack(long nowNanos) {
        if (threadsRunOut()) {
            int excess = endpoint.getCurrentThreadsBusy() - endpoint.getMaxThreads() / 2;
            endSlowest(connections.values(), Math.max(1, excess), Double.POSITIVE_INFINITY, nowNanos);
            return;
        }
        int share = limits.shareOf(endpoint.getMaxThreads());
        if (endpoint.getCurrentThreadsBusy() < nearly(share)) {
            return;
        }
        connections.values().stream()
                .filter(connection -> connection.phase() != Connection.Phase.WAITING)
                .filter(connection -> !proxies.test(connection.address()))
                .collect(Collectors.groupingBy(Connection::caller))
                .values()
                .stream()
                .filter(own -> own.size() >= nearly(share))
                .forEach(own -> endSlowest(own, own.size() - share / 2, Double.POSITIVE_INFINITY, nowNanos));
    }

    private void callSlotsBack(long nowNanos) {
        int excess = slots.excess();
        if (excess > 0) {
            endSlowest(
                    connections.values(),
                    excess,
                    (double) limits.minRateWhenFull().toBytes(),
                    nowNanos);
        }
    }

    private void endSlowest(Collection<Connection> candidates, int count, double below, long nowNanos) {
        List<Connection> slowest = candidates.stream()
                .filter(connection -> connection.holdsAThread(nowNanos, THREAD_GRACE.toNanos()))
                .filter(connection -> connection.bytesPerSecond(nowNanos) < below)
                .sorted(Comparator.comparingDouble(connection -> connection.bytesPerSecond(nowNanos)))
                .limit(count)
                .toList();
        slowest.forEach(connection -> endSlow(connection, nowNanos));
    }

    private boolean threadsRunOut() {
        return endpoint.getCurrentThreadsBusy() >= nearly(endpoint.getMaxThreads());
    }

    private static int nearly(int all) {
        return all - all / 8;
    }

    private void endSlow(Connection connection, long nowNanos) {
        boolean answers = connection.answers().isWaiting();
        (answers ? figures.slowReaders() : figures.slowBodies()).incrementAndGet();
        LOG.debug(
                "{} {} with {} B/s: it is ended",
                connection.remoteAddress(),
                answers ? "takes an answer" : "sends a request's body",
                Math.round(connection.bytesPerSecond(nowNanos)));
        if (answers) {
            connection.endOutput();
        } else {
            connection.endInput();
        }
    }
}
