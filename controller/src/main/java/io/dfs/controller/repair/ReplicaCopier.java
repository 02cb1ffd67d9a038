package io.dfs.controller.repair;

import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairTask;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.StorageNodeClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has one claimed replica made: the target pulls it from the source, and its receipt goes to the metadata service. */
@Component
class ReplicaCopier {

    private static final Logger log = LoggerFactory.getLogger(ReplicaCopier.class);

    private final MetadataApi metadata;
    private final StorageNodeClient nodes;
    private final CopyMeter meter;
    private final CopyPace pace;

    ReplicaCopier(MetadataApi metadata, StorageNodeClient nodes, CopyMeter meter, CopyPace pace) {
        this.metadata = metadata;
        this.nodes = nodes;
        this.meter = meter;
        this.pace = pace;
    }

    /** Whether the replica stands. A failure is told to the metadata service, which decides when to try again. */
    boolean copy(RepairTask task) {
        long begunNanos = System.nanoTime();
        try {
            NodeReceipt receipt = copyInTime(task);
            pace.took(task.lengthBytes(), since(begunNanos));
            metadata.completeRepair(task.workId(), new RepairCompletion(task.fence(), receipt.token()));
            log.info(
                    "chunk {} copied from {} to {}: {}",
                    task.chunkId(),
                    task.source().name(),
                    task.target().name(),
                    task.repairClass());
            meter.copied(task, since(begunNanos));
            return true;
        } catch (DfsException e) {
            meter.failed(task, since(begunNanos));
            tellFailure(task, e);
            return false;
        }
    }

    /** A copy that takes far longer than others is given up. If it ends all the same, its node reports the replica. */
    private NodeReceipt copyInTime(RepairTask task) {
        FutureTask<NodeReceipt> copy =
                new FutureTask<>(RequestIds.carried(() -> nodes.copy(task.target(), task.chunkId(), task.token())
                        .receipts()
                        .getFirst()));
        Thread.ofVirtual().name("copy").start(copy); // virtual, so that an interrupt frees it from its socket
        Optional<Duration> limit = pace.limit(task.lengthBytes());
        try {
            return limit.isPresent() ? copy.get(limit.get().toNanos(), TimeUnit.NANOSECONDS) : copy.get();
        } catch (TimeoutException e) {
            pace.took(task.lengthBytes(), limit.orElseThrow());
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "given up after %d s, several times as long as others take"
                            .formatted(limit.orElseThrow().toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DfsException failure
                    ? failure
                    : new IllegalStateException("copying failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } finally {
            copy.cancel(true);
        }
    }

    private static Duration since(long begunNanos) {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    private void tellFailure(RepairTask task, DfsException failure) {
        String error = "copy from %s to %s: %s"
                .formatted(task.source().name(), task.target().name(), failure.getMessage());
        log.warn("chunk {}: {}", task.chunkId(), error);
        try {
            if (pointsAtSource(failure.code())) {
                metadata.reportBadReplica(
                        new BadReplicaReport(task.chunkId(), task.source().id(), error));
            }
            metadata.failRepair(task.workId(), new RepairFailure(task.fence(), error));
        } catch (DfsException e) {
            // The claim runs out by itself, and the item is done again.
            log.warn("chunk {}: the failure could not be told: {}", task.chunkId(), e.getMessage());
        }
    }

    /** Whether the failure makes the source's replica suspect; the source itself then verifies it. */
    private static boolean pointsAtSource(ErrorCode code) {
        return switch (code) {
            case CHUNK_CORRUPT, CHUNK_NOT_FOUND, CHECKSUM_MISMATCH, LENGTH_MISMATCH -> true;
            default -> false;
        };
    }
}
