package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.database.Migrations;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database that the metadata is moved to. Until {@link #finish} no service starts on it. */
final class Target implements AutoCloseable {

    /** Few enough for a statement, and for the memory of a small process. */
    private static final int BATCH_ROWS = 1000;

    private static final long BATCH_BYTES = 4 << 20;

    /** The root and the trash, which the migrations make. */
    private static final long MIGRATED_ENTRIES = 2;

    private final OpenDatabase database;

    private Target(OpenDatabase database) {
        this.database = database;
    }

    static Target open(DatabaseAddress address) throws SQLException {
        try {
            return new Target(OpenDatabase.open(address.product() == Product.H2 ? address.alone() : address));
        } catch (SQLException e) {
            if (address.product() == Product.H2 && e.getErrorCode() == OpenDatabase.H2_IN_USE) {
                throw new MoveRefusedException(
                        ExitCode.CONFLICT, "%s is in use: stop what uses it, or choose another one".formatted(address));
            }
            throw e;
        }
    }

    OpenDatabase database() {
        return database;
    }

    private JdbcTemplate jdbc() {
        return database.jdbc();
    }

    boolean isUnfinished() {
        return UnfinishedMove.in(jdbc()).isPresent();
    }

    /** Whether a move to it has ended, or a service was started on it. */
    Optional<UUID> clusterId() {
        return TableShape.names(jdbc()).contains("cluster") ? Source.clusterId(database) : Optional.empty();
    }

    /**
     * That nothing is in it but what a migration or an interrupted move has put there.
     *
     * @param own the tables of dfs
     */
    void requireEmpty(List<TableShape> own) {
        if (database.isH2()) {
            MovedMark.beside(jdbc()).filter(mark -> mark.target().isPresent()).ifPresent(mark -> {
                throw new MoveRefusedException(
                        ExitCode.CONFLICT,
                        "the metadata was moved away from %s: choose another file, or delete both its database and %s"
                                .formatted(database.address(), mark.file()));
            });
        }
        List<String> tables = TableShape.names(jdbc());
        List<String> foreign =
                tables.stream().filter(table -> !isOwn(table, own)).toList();
        if (!foreign.isEmpty()) {
            throw new MoveRefusedException(
                    ExitCode.CONFLICT,
                    "%s has tables of other programs (%s): dfs needs a schema of its own"
                            .formatted(database.address(), String.join(", ", foreign)));
        }
        if (!isUnfinished()) {
            requireNoRows();
        }
    }

    private static boolean isOwn(String table, List<TableShape> own) {
        return table.equals(TableShape.HISTORY)
                || table.equals(UnfinishedMove.TABLE)
                || own.stream().anyMatch(shape -> shape.name().equals(table));
    }

    private void requireNoRows() {
        for (TableShape table : TableShape.all(jdbc())) {
            long rows = database.count(table);
            if (rows > (table.name().equals("entry") ? MIGRATED_ENTRIES : 0)) {
                throw new MoveRefusedException(
                        ExitCode.CONFLICT,
                        "%s is not empty (%d rows in %s): give a schema without tables. One that a metadata service was started on holds a cluster of its own"
                                .formatted(database.address(), rows, table.name()));
            }
        }
    }

    /** Makes the schema, without rows, and says that the move is under way. What an interrupted one has left goes. */
    void prepare(String source) throws SQLException {
        if (isUnfinished()) {
            dropTables();
        }
        Migrations.of(database.dataSource()).migrate();
        new UnfinishedMove(source).begin(jdbc());
        // Parents may come after their children: what the source's keys allowed is there in the end, or the digests
        // differ.
        database.checkForeignKeys(false);
        TableShape.all(jdbc()).forEach(table -> jdbc().execute("DELETE FROM " + table.name()));
        database.connection().setAutoCommit(false);
    }

    /** What says that the move is under way goes last, so that this can be interrupted, too. */
    private void dropTables() {
        database.checkForeignKeys(false);
        List<String> tables = new ArrayList<>(TableShape.names(jdbc()));
        tables.remove(UnfinishedMove.TABLE);
        tables.add(UnfinishedMove.TABLE);
        tables.forEach(table -> jdbc().execute("DROP TABLE %s CASCADE".formatted(quoted(table))));
    }

    /** To H2, a name that is not quoted is one of capitals; Flyway quotes its own. */
    private String quoted(String table) {
        return database.isH2() && table.equals(TableShape.HISTORY) ? '"' + table + '"' : table;
    }

    /** Rows of one table, written in batches. */
    final class Writer {

        private final String insert;
        private final List<@Nullable Object[]> batch = new ArrayList<>();
        private long batchBytes;

        Writer(TableShape table) {
            this.insert = table.insert();
        }

        void write(@Nullable Object[] row) {
            batch.add(row);
            for (Object value : row) {
                batchBytes += size(value);
            }
            if (batch.size() >= BATCH_ROWS || batchBytes >= BATCH_BYTES) {
                flush();
            }
        }

        void flush() {
            if (!batch.isEmpty()) {
                jdbc().batchUpdate(insert, Collections.unmodifiableList(batch));
                commit();
                batch.clear();
                batchBytes = 0;
            }
        }

        private static long size(@Nullable Object value) {
            return switch (value) {
                case byte[] bytes -> bytes.length;
                case String text -> 2L * text.length();
                case null, default -> 16;
            };
        }
    }

    private void commit() {
        try {
            database.connection().commit();
        } catch (SQLException e) {
            throw jdbc().getExceptionTranslator().translate("commit", null, e);
        }
    }

    /** Makes it the newer one of the two for nodes, and lets services start on it. On return that is durable. */
    void finish() {
        MetadataEpoch.overtake(JdbcClient.create(jdbc()));
        commit();
        UnfinishedMove.end(jdbc());
        commit();
        if (database.isH2()) {
            database.checkForeignKeys(true);
            jdbc().execute("CHECKPOINT SYNC");
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
