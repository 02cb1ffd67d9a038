package io.dfs.cli.download;

import io.dfs.cli.download.FileVersion.FileChanged;
import io.dfs.cli.download.ReadOutcome.BadReplica;
import io.dfs.cli.download.ReadOutcome.Failed;
import io.dfs.cli.download.ReadOutcome.Verified;
import io.dfs.cli.progress.Progress;
import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.transfer.Backoff;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Gets a piece from whichever replica has it right. Thread-safe. */
final class PieceFetcher {

    /** How often all replicas may be bad: asking again helps only if another one turns up. */
    private static final int MAX_ROUNDS_OF_BAD_REPLICAS = 3;

    private final MetadataApi metadata;
    private final MetadataApi reports;
    private final ReplicaReader reader;
    private final TransferSettings settings;
    private final Progress progress;

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
    }

    /** On return the sink has all the right bytes. */
    void fetch(FileVersion version, Piece piece, ByteSink sink) {
        Backoff backoff = new Backoff(settings.patience(), settings.longestPause());
        Piece current = piece;
        int badRounds = 0;
        while (true) {
            Round round = tryReplicas(version, current, sink);
            if (round.success()) {
                return;
            }
            badRounds += round.onlyBadReplicas() ? 1 : 0;
            if (badRounds >= MAX_ROUNDS_OF_BAD_REPLICAS || backoff.exhausted()) {
                throw failure(version, piece, round);
            }
            if (!round.onlyExpiredTickets()) {
                backoff.pause();
            }
            current = refresh(version, piece);
        }
    }

    /** What every replica gave, in the order of asking. */
    private record Round(boolean success, List<ReadOutcome> failures) {

        boolean onlyBadReplicas() {
            return !failures.isEmpty() && failures.stream().allMatch(BadReplica.class::isInstance);
        }

        boolean onlyExpiredTickets() {
            return !failures.isEmpty()
                    && failures.stream()
                            .allMatch(failure ->
                                    failure instanceof Failed failed && failed.code() == ErrorCode.TICKET_EXPIRED);
        }
    }

    private Round tryReplicas(FileVersion version, Piece piece, ByteSink sink) {
        List<ReadOutcome> failures = new ArrayList<>();
        for (NodeAddress node : piece.extent().replicas()) {
            requireNotInterrupted();
            ReadOutcome outcome = reader.read(node, piece, sink);
            switch (outcome) {
                case Verified _ -> {
                    return new Round(true, failures);
                }
                case BadReplica bad -> {
                    report(version, piece, node, bad);
                    failures.add(bad);
                }
                case Failed failed -> failures.add(failed);
            }
        }
        return new Round(false, failures);
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted");
        }
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

    private static DfsException failure(FileVersion version, Piece piece, Round round) {
        ErrorCode code = round.onlyBadReplicas() ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.UNAVAILABLE;
        List<String> reasons = round.failures().stream()
                .map(failure -> switch (failure) {
                    case BadReplica bad -> bad.reason();
                    case Failed failed -> failed.reason();
                    case Verified _ -> throw new IllegalStateException("a success among the failures");
                })
                .toList();
        String why = reasons.isEmpty() ? "no node that has them can be reached now" : String.join("; ", reasons);
        return new DfsException(
                code,
                "bytes %d to %d of %s can't be read from any replica: %s"
                        .formatted(
                                piece.fileOffset(), piece.fileOffset() + piece.lengthBytes() - 1, version.path(), why));
    }
}
