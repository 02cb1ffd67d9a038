package io.dfs.controller.repair;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.RepairTask;
import io.dfs.common.id.ChunkId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Compares chunks with their replication factor and has the missing replicas made. Which chunk, from where and to where is
 * the metadata service's to say; this loop sets the pace. Where the scan stands is lost with the process, harmlessly: it
 * begins again at the first chunk. Rounds do not overlap.
 */
@Component
class RepairLoop {

    private final MetadataApi metadata;
    private final ReplicaCopier copier;
    private final RepairSettings settings;
    private final String worker;

    private @Nullable ChunkId scannedUpTo;

    RepairLoop(
            MetadataApi metadata, ReplicaCopier copier, RepairSettings settings, @Value("${dfs.name}") String worker) {
        this.metadata = metadata;
        this.copier = copier;
        this.settings = settings;
        this.worker = worker;
    }

    /** One round: some of the chunks examined, and all the copies that are due, up to the round's limit. */
    RepairRound runOnce() {
        int examined = 0;
        int underReplicated = 0;
        for (int page = 0; page < settings.scanPagesPerRound(); page++) {
            RepairScan scan =
                    metadata.scanForRepairs(new RepairScanRequest(scannedUpTo, settings.scanPageSize(), null));
            examined += scan.examinedChunks();
            underReplicated += scan.underReplicatedChunks();
            scannedUpTo = scan.next();
            if (scannedUpTo == null) {
                break;
            }
        }
        Copies copies = copyAllDue();
        return new RepairRound(examined, underReplicated, copies.made(), copies.failed());
    }

    private record Copies(int made, int failed) {}

    private Copies copyAllDue() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < settings.parallelCopies(); i++) {
                running.add(workers.submit(() -> {
                    while (begun.incrementAndGet() <= settings.copiesPerRound()) {
                        List<RepairTask> claimed = metadata.claimRepairs(new RepairClaimRequest(worker, 1))
                                .tasks();
                        if (claimed.isEmpty()) {
                            return;
                        }
                        claimed.forEach(task -> (copier.copy(task) ? made : failed).incrementAndGet());
                    }
                }));
            }
            running.forEach(RepairLoop::await);
        }
        return new Copies(made.get(), failed.get());
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
