package io.dfs.cli.upload;

import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.transfer.Backoff;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.SlowNodeReports;
import io.dfs.cli.upload.Transmitter.Need;
import io.dfs.cli.upload.Transmitter.Transmission;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends a chunk until it is durable on as many nodes as wanted, or on enough. Thread-safe. */
final class ChunkSender {

    /** More rounds than any cluster makes sense of; patience usually ends before. */
    private static final int MAX_ROUNDS = 50;

    /** How often every node may refuse for a reason that does not pass. */
    private static final int MAX_DEFINITE_REFUSALS = 3;

    private final TicketSupply tickets;
    private final Transmitter transmitter;
    private final NodeExclusions exclusions;
    private final TransferSettings settings;
    private final int replicationFactor;
    private final Consumer<String> warnings;
    private final SlowNodeReports slowNodeReports;
    private final AtomicInteger leastReplicas;
    private final AtomicLong settledChunks = new AtomicLong();

    ChunkSender(
            TicketSupply tickets,
            Transmitter transmitter,
            NodeExclusions exclusions,
            TransferSettings settings,
            int replicationFactor,
            Consumer<String> warnings,
            SlowNodeReports slowNodeReports) {
        this.tickets = tickets;
        this.transmitter = transmitter;
        this.exclusions = exclusions;
        this.settings = settings;
        this.replicationFactor = replicationFactor;
        this.warnings = warnings;
        this.slowNodeReports = slowNodeReports;
        this.leastReplicas = new AtomicInteger(replicationFactor);
    }

    /** Chunks that have fewer replicas than wanted, for which repair is to make the rest. */
    long settledChunks() {
        return settledChunks.get();
    }

    /** How many replicas each chunk has at least. */
    int leastReplicas() {
        return leastReplicas.get();
    }

    List<String> slowNodes() {
        return exclusions.slowNodes();
    }

    private int minimum() {
        return Math.min(2, replicationFactor);
    }

    /** @param upcoming chunks of this length that are still to come, this one included */
    SentChunk send(ChunkSource source, int upcoming) {
        return new Sending(source, upcoming).run();
    }

    /** One chunk on its way. */
    private final class Sending {

        private final ChunkSource source;
        private final int upcoming;
        private final Backoff backoff = new Backoff(settings.patience(), settings.longestPause());
        private final Map<NodeId, NodeReceipt> receipts = new LinkedHashMap<>();
        private @Nullable Crc32c crc32c;
        private @Nullable WriteTicket ticket;
        private @Nullable DfsException lastFailure;
        private boolean placesRefused;
        private int round;
        private int definiteRefusals;
        private long tookNanos;

        Sending(ChunkSource source, int upcoming) {
            this.source = source;
            this.upcoming = upcoming;
        }

        SentChunk run() {
            while (true) {
                switch (standing().next()) {
                    case COMPLETE -> {
                        return sent();
                    }
                    case SETTLE -> {
                        settledChunks.incrementAndGet();
                        leastReplicas.accumulateAndGet(receipts.size(), Math::min);
                        return sent();
                    }
                    case NEW_CHUNK -> sendAsNewChunk();
                    case MORE_PLACES -> sendToMorePlaces();
                    case WAIT -> waitForPlaces();
                    case GIVE_UP -> throw failure();
                }
            }
        }

        private ChunkStanding standing() {
            return new ChunkStanding(
                    replicationFactor,
                    minimum(),
                    receipts.size(),
                    placesRefused,
                    round == 0
                            || (round < MAX_ROUNDS
                                    && definiteRefusals < MAX_DEFINITE_REFUSALS
                                    && !backoff.exhausted()));
        }

        private void sendAsNewChunk() {
            try {
                ticket = tickets.take(source.lengthBytes(), upcoming);
            } catch (DfsException e) {
                if (!tickets.proven() && !TicketSupply.mayPassSoon(e)) {
                    throw e; // there was never room, and the person should hear of it at once
                }
                noteRefusal(e);
                return;
            }
            transmit(ticket, usable(ticket));
        }

        /** The ticket's nodes; without those that failed lately if there are enough others. */
        private List<NodeAddress> usable(WriteTicket given) {
            Set<NodeId> excluded = exclusions.current();
            List<NodeAddress> others = given.nodes().stream()
                    .filter(node -> !excluded.contains(node.id()))
                    .toList();
            return others.size() >= minimum() ? others : given.nodes();
        }

        private void sendToMorePlaces() {
            WriteTicket first = Objects.requireNonNull(ticket);
            WriteTicket more;
            try {
                more = tickets.morePlaces(first, source.lengthBytes(), receipts.keySet());
            } catch (DfsException e) {
                if (TicketSupply.isRefusalOfTicket(e.code())) {
                    noteOldTicket(e);
                } else {
                    noteRefusal(e);
                }
                return;
            }
            List<NodeAddress> places = more.nodes().stream()
                    .filter(node -> !receipts.containsKey(node.id()))
                    .toList();
            if (places.isEmpty()) {
                noteRefusal(new DfsException(ErrorCode.NOT_ENOUGH_NODES, "no other node can take the chunk"));
                return;
            }
            transmit(more, places);
        }

        /**
         * The service no longer takes the chunk's ticket, as when the cluster's secret was exchanged meanwhile: there are no
         * more places for this chunk. What has been sent is enough, or all is sent again as another chunk.
         */
        private void noteOldTicket(DfsException refusal) {
            lastFailure = refusal;
            tickets.discard();
            if (receipts.size() >= minimum()) {
                placesRefused = true;
            } else {
                receipts.clear();
            }
        }

        private void noteRefusal(DfsException refusal) {
            if (!TicketSupply.isRefusalOfPlaces(refusal.code())) {
                throw refusal;
            }
            placesRefused = true;
            if (lastFailure == null) {
                lastFailure = refusal;
            }
        }

        private void waitForPlaces() {
            backoff.pause();
            exclusions.clear();
            placesRefused = false;
            round++;
        }

        private void transmit(WriteTicket permission, List<NodeAddress> targets) {
            if (round > 0 && receipts.isEmpty()) {
                backoff.pause();
            }
            round++;
            Transmission transmission = transmitter.transmit(permission, targets, source, need());
            source.requireUnchanged();
            if (crc32c != null && !receipts.isEmpty() && !crc32c.equals(transmission.crc32c())) {
                throw new LocalFileException(
                        "the data changed between two readings: upload it again when it is at rest");
            }
            crc32c = transmission.crc32c();
            tookNanos = transmission.tookNanos();
            transmission.deliveries().forEach(this::note);
            boolean definite = transmission.deliveries().stream()
                    .allMatch(delivery -> delivery instanceof Delivery.Failed failed
                            && !failed.code().retryable());
            definiteRefusals += definite ? 1 : 0;
        }

        private Need need() {
            return new Need(minimum() - receipts.size(), !exclusions.slowNodesNeeded(), tookNanos);
        }

        private void note(Delivery delivery) {
            switch (delivery) {
                case Delivery.Received received ->
                    receipts.put(received.receipt().nodeId(), received.receipt());
                case Delivery.Failed failed -> {
                    lastFailure = new DfsException(failed.code(), failed.detail());
                    if (TicketSupply.isRefusalOfTicket(failed.code())) {
                        tickets.discard();
                    }
                    if (failed.blamesNode() && exclusions.exclude(failed.node())) {
                        warnings.accept("a replica failed, and its node is avoided for a while: " + failed.detail());
                    }
                }
                case Delivery.TooSlow slow -> avoid(slow);
            }
        }

        private void avoid(Delivery.TooSlow slow) {
            NodeAddress node = slow.node();
            lastFailure = new DfsException(
                    ErrorCode.UNAVAILABLE, "node %s is slow: %s".formatted(node.name(), slow.detail()));
            if (exclusions.excludeSlow(node.id(), node.name())) {
                warnings.accept("node %s is slow and avoided from now on: %s".formatted(node.name(), slow.detail()));
                slowNodeReports.report(node, slow.bytesPerSecond(), slow.othersBytesPerSecond());
            }
        }

        private SentChunk sent() {
            return new SentChunk(
                    Objects.requireNonNull(ticket).chunkId(),
                    source.lengthBytes(),
                    Objects.requireNonNull(crc32c),
                    receipts.values().stream().map(NodeReceipt::token).toList());
        }

        private DfsException failure() {
            DfsException last = lastFailure == null
                    ? new DfsException(ErrorCode.UNAVAILABLE, "no node took the chunk")
                    : lastFailure;
            return new DfsException(
                    last.code(),
                    "a chunk got %d of %d replicas and at least %d are needed; the last failure: %s"
                            .formatted(receipts.size(), replicationFactor, minimum(), last.getMessage()),
                    last.rejections());
        }
    }
}
