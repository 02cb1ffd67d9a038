package io.dfs.controller.repair;

import io.dfs.common.api.MetadataApi;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Compares chunks with their replication factor and has the missing replicas made. Which chunk, from where and to where is
 * the metadata service's to say; this loop sets the pace. Rounds do not overlap.
 */
@Component
class RepairLoop {

    private final MetadataApi metadata;
    private final ReplicaCopier copier;
    private final HeldClaims claims;
    private final RepairSettings settings;
    private final MonotonicTime time;
    private final String worker;
    private final ChunkScans scans;
    private final Bandwidth bandwidth;

    RepairLoop(
            MetadataApi metadata,
            ReplicaCopier copier,
            HeldClaims claims,
            RepairSettings settings,
            MonotonicTime time,
            @Value("${dfs.name}") String worker) {
        this.metadata = metadata;
        this.copier = copier;
        this.claims = claims;
        this.settings = settings;
        this.time = time;
        this.worker = worker;
        this.scans = new ChunkScans(metadata, settings, time);
        this.bandwidth = new Bandwidth(settings.maxBandwidth().toBytes(), time);
    }

    /** One round: some of the chunks examined, and the copies that are due, up to the round's limits. */
    RepairRound runOnce() {
        ChunkScans.Found found = scans.scanOnce();
        Copies.Outcome copies = new Copies(metadata, copier, claims, bandwidth, settings, time, worker).run();
        return new RepairRound(
                found.examinedChunks(),
                found.underReplicatedChunks(),
                found.misplacedChunks(),
                found.trimmedReplicas(),
                copies.made(),
                copies.failed());
    }
}
