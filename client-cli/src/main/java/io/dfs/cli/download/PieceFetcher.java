package io.dfs.cli.download;

import io.dfs.cli.download.FileVersion.FileChanged;
import io.dfs.cli.download.ReadOutcome.BadReplica;
import io.dfs.cli.download.ReplicaVerdicts.Next;
import io.dfs.cli.progress.Progress;
import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.transfer.Backoff;
import io.dfs.cli.transfer.SlowNodeReports;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.List;

/** Gets a piece from whichever replica has it right. Thread-safe. */
final class PieceFetcher {

    /** How many times slower than the others a replica may be. */
    private static final int SLOWER = 4;

    private final MetadataApi metadata;
    private final MetadataApi reports;
    private final ReplicaReader reader;
    private final TransferSettings settings;
    private final Progress progress;
    private final ReadPace pace;
    private final NodeMemory memory;
    private final HedgeBudget budget = new HedgeBudget();

    /** @param reports the same service, with less patience: a complaint that is not heard must not hold up the reader */
    PieceFetcher(
            MetadataApi metadata,
            MetadataApi reports,
            ReplicaReader reader,
            TransferSettings settings,
            Progress progress) {
        this.metadata = metadata;
        this.reports = reports;
        this.reader = reader;
        this.settings = settings;
        this.progress = progress;
        this.pace = new ReadPace(settings.hedgeFloor(), SLOWER);
        this.memory = new NodeMemory(pace, progress::warn, new SlowNodeReports(reports)::report);
    }

    /** On return the sink has all the right bytes. */
    void fetch(FileVersion version, Piece piece, ByteSink sink) {
        Backoff backoff = new Backoff(settings.patience(), settings.longestPause());
        ReplicaVerdicts verdicts = new ReplicaVerdicts();
        Piece current = piece;
        budget.piece();
        while (!tryReplicas(version, current, verdicts, sink)) {
            current = refresh(version, piece);
            switch (next(version, current, verdicts)) {
                case ASK_NOW -> {}
                case GIVE_UP -> throw failure(version, piece, verdicts, verdicts.code());
                case WAIT -> {
                    if (backoff.exhausted()) {
                        throw failure(version, piece, verdicts, ErrorCode.UNAVAILABLE);
                    }
                    backoff.pause();
                }
            }
        }
    }

    private Next next(FileVersion version, Piece current, ReplicaVerdicts verdicts) {
        ExtentLocation extent = current.extent();
        return extent.replicas().isEmpty()
                ? verdicts.nextOfUnlisted(recorded(version, extent))
                : verdicts.next(extent.replicas());
    }

    /** Also the replicas that the service gives to no reader. */
    private List<ReplicaStat> recorded(FileVersion version, ExtentLocation extent) {
        return metadata.stat(version.path()).extents().stream()
                .filter(stat -> stat.chunkId().equals(extent.chunkId()))
                .findFirst()
                .orElseThrow(FileChanged::new)
                .replicas();
    }

    private boolean tryReplicas(FileVersion version, Piece piece, ReplicaVerdicts verdicts, ByteSink sink) {
        List<NodeAddress> replicas = memory.order(piece.extent().replicas()).stream()
                .filter(verdicts::mayHelp)
                .toList();
        return new HedgedRead(reader, pace, memory, budget, piece, sink, replicas, (node, outcome) -> {
                    verdicts.note(node, outcome);
                    if (outcome instanceof BadReplica bad) {
                        report(version, piece, node, bad);
                    }
                })
                .run();
    }

    private void report(FileVersion version, Piece piece, NodeAddress node, BadReplica bad) {
        String heard;
        try {
            reports.reportBadReplica(new BadReplicaReport(piece.extent().chunkId(), node.id(), bad.reason()));
            heard = "reported";
        } catch (DfsException e) {
            heard = "could not be reported (%s)".formatted(e.getMessage());
        }
        progress.warn("%s: a bad replica on node %s was passed over and %s: %s"
                .formatted(version.path(), node.name(), heard, bad.reason()));
    }

    /** New tickets and perhaps other replicas for the same bytes. */
    private Piece refresh(FileVersion version, Piece piece) {
        ExtentLocation old = piece.extent();
        FileLocations locations = metadata.locations(version.path(), old.fileOffset(), 1L);
        version.requireSame(locations);
        ExtentLocation refreshed = locations.extents().stream()
                .filter(extent -> extent.fileOffset() == old.fileOffset() && extent.lengthBytes() == old.lengthBytes())
                .findFirst()
                .orElseThrow(FileChanged::new);
        return piece.at(refreshed);
    }

    private static DfsException failure(FileVersion version, Piece piece, ReplicaVerdicts verdicts, ErrorCode code) {
        return new DfsException(
                code,
                "bytes %d to %d of %s, on chunk %s, can't be read from any replica: %s"
                        .formatted(
                                piece.fileOffset(),
                                piece.fileOffset() + piece.lengthBytes() - 1,
                                version.path(),
                                piece.extent().chunkId(),
                                verdicts.reasons()));
    }
}
