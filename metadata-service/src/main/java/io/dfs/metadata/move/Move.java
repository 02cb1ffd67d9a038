package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Copies all metadata to an empty database, reads it back, and only then makes the target the cluster's database and the source one
 * that no service starts on. In that order, so that whenever it is interrupted at most one of the two can be used; run again, it
 * begins from the start.
 */
final class Move {

    private static final long ROWS_PER_REMARK = 100_000;

    private final DatabaseAddress from;
    private final DatabaseAddress to;
    private final Consumer<String> progress;

    /** @param progress told in a line what happens */
    Move(DatabaseAddress from, DatabaseAddress to, Consumer<String> progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    sealed interface Outcome {

        /** @param mark where the source is marked; nothing for a server */
        record Moved(UUID cluster, int tables, long rows, Optional<MovedMark> mark) implements Outcome {}

        /** An earlier run has done all of it. */
        record MovedBefore(UUID cluster) implements Outcome {}
    }

    Outcome run() throws SQLException {
        if (from.product() == Product.MYSQL && to.product() == Product.MYSQL) {
            throw new MoveRefusedException(
                    ExitCode.USAGE,
                    "from MySQL to MySQL a dump is the better way: deploy/mysql/backup, then deploy/mysql/restore");
        }
        try (Source source = Source.open(from)) {
            source.database().requireNoOthers();
            source.requireCurrentSchema();
            UUID cluster = source.clusterId();
            source.requireMarkable();
            try (Target target = Target.open(to)) {
                return isDone(source, target, cluster)
                        ? new Outcome.MovedBefore(cluster)
                        : move(source, target, cluster);
            }
        }
    }

    /** A mark was written just before the target became usable: if that was interrupted, the target says so. */
    private boolean isDone(Source source, Target target, UUID cluster) {
        Optional<MovedMark> mark = source.mark();
        Optional<String> movedTo = mark.flatMap(MovedMark::target);
        if (movedTo.isEmpty() || target.isUnfinished()) {
            return false;
        }
        if (target.clusterId().filter(cluster::equals).isPresent()) {
            return true;
        }
        throw new MoveRefusedException(
                ExitCode.CONFLICT,
                "the metadata was moved from %s to %s already, and what was written since is only there. To move this older state once more, delete %s"
                        .formatted(from, movedTo.get(), mark.get().file()));
    }

    private Outcome move(Source source, Target target, UUID cluster) throws SQLException {
        target.database().requireNoOthers();
        List<TableShape> tables = TableShape.all(source.database().jdbc());
        target.requireEmpty(tables);
        target.prepare(from.toString());
        source.beginSnapshot();
        requireSameShape(tables, TableShape.all(target.database().jdbc()));
        Map<TableShape, TableDigest.Result> copied = new LinkedHashMap<>();
        tables.forEach(table -> copied.put(table, copy(table, source, target)));
        progress.accept("all tables are copied; reading them back");
        copied.forEach((table, digest) -> verify(table, digest, target));
        source.database().requireNoOthers();
        source.mark().ifPresent(mark -> mark.write(to.toString()));
        target.finish();
        long rows = copied.values().stream().mapToLong(TableDigest.Result::rows).sum();
        return new Outcome.Moved(cluster, tables.size(), rows, source.mark());
    }

    /** Migrations make both, so they differ only if one of them was changed by hand. */
    private static void requireSameShape(List<TableShape> source, List<TableShape> target) {
        if (!source.equals(target)) {
            throw new MoveRefusedException(
                    ExitCode.CONFLICT,
                    "the tables of the two databases differ: %s and %s"
                            .formatted(without(source, target), without(target, source)));
        }
    }

    private static List<TableShape> without(List<TableShape> tables, List<TableShape> others) {
        return tables.stream().filter(table -> !others.contains(table)).toList();
    }

    private TableDigest.Result copy(TableShape table, Source source, Target target) {
        long all = source.database().count(table);
        TableDigest digest = new TableDigest();
        Target.Writer writer = target.new Writer(table);
        source.database().forEachRow(table, row -> {
            writer.write(row);
            digest.add(row);
            if (digest.rows() % ROWS_PER_REMARK == 0) {
                progress.accept("%s: %,d of %,d rows".formatted(table.name(), digest.rows(), all));
            }
        });
        writer.flush();
        progress.accept("%s: %,d rows copied".formatted(table.name(), digest.rows()));
        return digest.result();
    }

    private static void verify(TableShape table, TableDigest.Result copied, Target target) {
        TableDigest digest = new TableDigest();
        target.database().forEachRow(table, digest::add);
        TableDigest.Result stored = digest.result();
        if (!stored.equals(copied)) {
            throw new MoveRefusedException(
                    ExitCode.INTEGRITY,
                    "the table %s came back from the target otherwise than it was sent (%d rows were sent, %d are there): the target can't be used, and the source is as it was"
                            .formatted(table.name(), copied.rows(), stored.rows()));
        }
    }
}
