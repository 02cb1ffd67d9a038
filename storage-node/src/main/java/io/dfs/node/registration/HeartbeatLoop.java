package io.dfs.node.registration;

import io.dfs.common.api.Departure;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.NodeId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.StoreReport;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.removal.OrderTime;
import io.dfs.service.start.StartRefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Registers the node, then tells the metadata service how it is. One step per round. */
final class HeartbeatLoop {

    /** Characters of one message in a heartbeat. */
    private static final int LONGEST_TEXT = 1000;

    /** What the node tells of itself beside its identity. */
    record Presentation(Supplier<String> advertisedUrl, String version, IntSupplier activeTransfers) {}

    private final MetadataApi metadata;
    private final NodeIdentity identity;
    private final Presentation presentation;
    private final DataDirectories directories;
    private final ChunkStore store;
    private final Membership membership;
    private final Errands errands;
    private final SeenEpoch seenEpoch;
    private final Clock clock;
    private Set<String> knownFailures = Set.of();
    private List<NodeDisk> toldDisks = List.of();

    HeartbeatLoop(
            MetadataApi metadata,
            NodeIdentity identity,
            Presentation presentation,
            DataDirectories directories,
            ChunkStore store,
            Membership membership,
            Errands errands,
            SeenEpoch seenEpoch,
            Clock clock) {
        this.metadata = metadata;
        this.identity = identity;
        this.presentation = presentation;
        this.directories = directories;
        this.store = store;
        this.membership = membership;
        this.errands = errands;
        this.seenEpoch = seenEpoch;
        this.clock = clock;
    }

    Round runOnce() {
        OptionalLong epoch = membership.epoch();
        return epoch.isPresent() ? beat(epoch.getAsLong()) : register();
    }

    private Round register() {
        List<NodeDisk> disks = directories.disks();
        NodeId nodeId = identity.id();
        try {
            NodeRegistered registered = metadata.register(new NodeRegistration(
                    nodeId,
                    identity.name(),
                    directories.clusterId(),
                    presentation.advertisedUrl().get(),
                    identity.zone(),
                    presentation.version(),
                    store.report().space(),
                    directories.key().publicKey(),
                    disks));
            directories.adopt(nodeId, registered);
            toldDisks = disks;
            seenEpoch.readNotes();
            membership.enter(registered.epoch());
            errands.registered();
            return new Round.Registered(
                    registered.epoch(), Duration.ofMillis(Math.max(1, registered.heartbeatIntervalMillis())));
        } catch (StartRefusedException e) {
            return new Round.Unusable(String.valueOf(e.getMessage()));
        } catch (DfsException e) {
            String detail = String.valueOf(e.getMessage());
            return switch (e.code()) {
                case WRONG_CLUSTER, NODE_KEY_MISMATCH -> new Round.Refused(e.code(), detail);
                case NODE_NAME_TAKEN -> new Round.NameTaken(detail);
                default -> new Round.Failed(detail);
            };
        }
    }

    /** Outcomes are told before the heartbeat, so that its reply does not order again what is done. */
    private Round beat(long epoch) {
        if (directories.asksToJoin()) {
            membership.leave();
            return new Round.Forgotten("a data directory that could not be used before is empty and asks to join");
        }
        try {
            int removalsDone = errands.tellOutcomes();
            StoreReport report = store.report();
            List<NodeDisk> disks = directories.disks();
            if (!disks.equals(toldDisks)) {
                seenEpoch.readNotes();
            }
            OrderTime asked = errands.now(); // what the reply orders was proven later than this
            HeartbeatReply reply = metadata.heartbeat(identity.id(), heartbeat(epoch, report, disks));
            toldDisks = disks;
            boolean mayRemove = seenEpoch.accept(reply.metadataEpoch());
            int removalsTaken = errands.take(reply, mayRemove, asked);
            noticeFailures(report);
            return new Round.Beat(reply.verify().size(), errands.tellFindings(), removalsTaken, removalsDone);
        } catch (DfsException e) {
            if (Errands.mayPass(e.code())) {
                return new Round.Failed(String.valueOf(e.getMessage()));
            }
            // Unknown node, older epoch, or anything else that is an answer: a new registration clears it up.
            membership.leave();
            return new Round.Forgotten(String.valueOf(e.getMessage()));
        }
    }

    private Heartbeat heartbeat(long epoch, StoreReport report, List<NodeDisk> disks) {
        return new Heartbeat(
                epoch,
                clock.instant(),
                report.space(),
                report.quarantinedBytes(),
                presentation.activeTransfers().getAsInt(),
                report.failedDirectories(),
                report.warnings().stream().map(HeartbeatLoop::cut).toList(),
                seenEpoch.highest(),
                disks.equals(toldDisks) ? null : disks,
                refusal(report),
                directories.latencies());
    }

    /** Null while there is a data directory that works; how much space it has is told by itself. */
    private static @Nullable String refusal(StoreReport report) {
        boolean works = report.directories().stream().anyMatch(directory -> directory.failure() == null);
        return works || report.directories().isEmpty()
                ? null
                : report.directories().stream()
                        .map(directory -> "%s: %s".formatted(directory.path(), directory.failure()))
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining("; ", "no data directory works: ", ""), HeartbeatLoop::cut));
    }

    /** A heartbeat must not grow with the number of disks and the length of their errors, or it is refused. */
    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** When a disk fails or works again, a report tells soon which replicas that concerns. */
    private void noticeFailures(StoreReport report) {
        Set<String> failures = Set.copyOf(report.failedDirectories());
        if (!knownFailures.equals(failures)) {
            errands.wantAnotherReport();
        }
        knownFailures = failures;
    }

    /** Tells that the node stops properly and will be back. */
    void depart() {
        membership.epoch().ifPresent(epoch -> metadata.depart(identity.id(), new Departure(epoch)));
    }
}
