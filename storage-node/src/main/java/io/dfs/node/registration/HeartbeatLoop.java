package io.dfs.node.registration;

import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.StoreReport;
import io.dfs.node.identity.NodeIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the node, then tells the metadata service how it is. One step per round. */
final class HeartbeatLoop {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

    /** Findings told in one round; the rest goes with the next. */
    static final int FINDINGS_PER_ROUND = 100;

    /** What the node tells of itself beside its identity. */
    record Presentation(Supplier<String> advertisedUrl, String version, IntSupplier activeTransfers) {}

    private final MetadataApi metadata;
    private final NodeIdentity identity;
    private final Presentation presentation;
    private final DataDirectories directories;
    private final ChunkStore store;
    private final Membership membership;
    private final ReplicaFindings findings;
    private final ReplicaVerifier verifier;
    private final Clock clock;

    HeartbeatLoop(
            MetadataApi metadata,
            NodeIdentity identity,
            Presentation presentation,
            DataDirectories directories,
            ChunkStore store,
            Membership membership,
            ReplicaFindings findings,
            ReplicaVerifier verifier,
            Clock clock) {
        this.metadata = metadata;
        this.identity = identity;
        this.presentation = presentation;
        this.directories = directories;
        this.store = store;
        this.membership = membership;
        this.findings = findings;
        this.verifier = verifier;
        this.clock = clock;
    }

    Round runOnce() {
        OptionalLong epoch = membership.epoch();
        return epoch.isPresent() ? beat(epoch.getAsLong()) : register();
    }

    private Round register() {
        try {
            NodeRegistered registered = metadata.register(new NodeRegistration(
                    identity.id(),
                    identity.name(),
                    directories.clusterId(),
                    presentation.advertisedUrl().get(),
                    identity.zone(),
                    presentation.version(),
                    store.report().space()));
            directories.adopt(registered.clusterId());
            membership.enter(registered.epoch());
            return new Round.Registered(
                    registered.epoch(), Duration.ofMillis(Math.max(1, registered.heartbeatIntervalMillis())));
        } catch (DfsException e) {
            String detail = String.valueOf(e.getMessage());
            return e.code() == ErrorCode.WRONG_CLUSTER || e.code() == ErrorCode.NODE_NAME_TAKEN
                    ? new Round.Refused(e.code(), detail)
                    : new Round.Failed(detail);
        }
    }

    private Round beat(long epoch) {
        try {
            StoreReport report = store.report();
            HeartbeatReply reply = metadata.heartbeat(
                    identity.id(),
                    new Heartbeat(
                            epoch,
                            clock.instant(),
                            report.space(),
                            0,
                            presentation.activeTransfers().getAsInt(),
                            report.failedDirectories(),
                            0));
            verifier.request(reply.verify());
            return new Round.Beat(reply.verify().size(), tellFindings());
        } catch (DfsException e) {
            if (mayPass(e.code())) {
                return new Round.Failed(String.valueOf(e.getMessage()));
            }
            // Unknown node, older epoch, or anything else that is an answer: a new registration clears it up.
            membership.leave();
            return new Round.Forgotten(String.valueOf(e.getMessage()));
        }
    }

    /** A failure here says nothing about the registration: the heartbeat before it was taken. */
    private int tellFindings() {
        List<ReplicaVerification> untold = findings.next(FINDINGS_PER_ROUND);
        if (untold.isEmpty()) {
            return 0;
        }
        try {
            metadata.reportVerifications(identity.id(), untold);
        } catch (DfsException e) {
            LOG.warn("{} findings were not taken: {}", untold.size(), e.getMessage());
            if (!mayPass(e.code())) {
                findings.told(untold); // or one that is refused would hold up all others; it is found again at a read
            }
            return 0;
        }
        findings.told(untold);
        return untold.size();
    }

    private static boolean mayPass(ErrorCode code) {
        return code.httpStatus() >= 500;
    }
}
