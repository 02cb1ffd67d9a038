package io.dfs.node.scrub;

import io.dfs.common.api.MetadataApi;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.ReplicaWatcher;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.registration.ReplicaVerifier;
import io.dfs.node.rounds.RoundLoop;
import io.dfs.node.transfer.Transfers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ScrubConfiguration {

    /** About 2 MB of ids in memory; walking through a large store for fewer costs more than reading them. */
    private static final int IDS_PER_PASS = 20_000;

    @Bean
    Scrubber scrubber(
            @Qualifier("backgroundMetadata") MetadataApi metadata,
            NodeIdentity identity,
            ChunkStore store,
            ReplicaWatcher watcher,
            DataDirectories directories,
            ScrubProperties properties,
            Membership membership,
            Transfers transfers,
            ReplicaVerifier verifier,
            MeterRegistry registry,
            Clock clock) {
        ScrubMetrics metrics = new ScrubMetrics(registry);
        Scrubber scrubber = new Scrubber(
                store,
                new VerifiedBatch(metadata, identity::id, System::nanoTime),
                watcher,
                directories.notes(),
                properties,
                metrics.counting(new TimedPace()),
                new Scrubber.Surroundings(membership::registered, () -> transfers.taken() > 0, chunkId -> {
                    metrics.foundUnreadable();
                    verifier.request(List.of(chunkId));
                }),
                clock,
                IDS_PER_PASS);
        metrics.show(scrubber, clock);
        return scrubber;
    }

    @Bean
    RoundLoop scrubLoop(Scrubber scrubber) {
        return new RoundLoop("scrub", scrubber::runOnce);
    }
}
