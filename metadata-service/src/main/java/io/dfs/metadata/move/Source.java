package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import io.dfs.metadata.database.Migrations;
import io.dfs.metadata.database.SqlValues;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** The database that is left. It is only read; beside that of H2 a mark is put at the end. */
final class Source implements AutoCloseable {

    /** H2: a file in use, also where only its lock was left behind; what a crash left open has to be rolled back first. */
    private static final List<Integer> MAYBE_NOT_CLOSED = List.of(OpenDatabase.H2_IN_USE, 50000);

    private static final int H2_NOT_FOUND = 90146;

    private final OpenDatabase database;

    private Source(OpenDatabase database) {
        this.database = database;
    }

    static Source open(DatabaseAddress address) throws SQLException {
        return new Source(
                switch (address.product()) {
                    case H2 -> openFile(address);
                    case MYSQL -> OpenDatabase.open(address);
                });
    }

    private static OpenDatabase openFile(DatabaseAddress address) throws SQLException {
        DatabaseAddress readOnly = address.alone("IFEXISTS=TRUE", "ACCESS_MODE_DATA=r");
        try {
            return OpenDatabase.open(readOnly);
        } catch (SQLException e) {
            if (e.getErrorCode() == H2_NOT_FOUND) {
                throw new MoveRefusedException(
                        ExitCode.NOT_FOUND,
                        "there is no database %s: run this in the folder in which the metadata service runs, or name the database with --from"
                                .formatted(address));
            }
            if (!MAYBE_NOT_CLOSED.contains(e.getErrorCode())) {
                throw e;
            }
            repair(address);
            return OpenDatabase.open(readOnly);
        }
    }

    /** As the start of a service after a crash does. Fails if one is running. */
    private static void repair(DatabaseAddress address) throws SQLException {
        try (OpenDatabase closed = OpenDatabase.open(address.alone("IFEXISTS=TRUE"))) {
            closed.jdbc().execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            if (e.getErrorCode() == OpenDatabase.H2_IN_USE) {
                throw new MoveRefusedException(
                        ExitCode.CONFLICT, "%s is in use: stop the metadata service first".formatted(address));
            }
            throw e;
        }
    }

    OpenDatabase database() {
        return database;
    }

    /** A service at this version has been started on it, and none of a newer one. */
    void requireCurrentSchema() {
        MigrationInfoService migrations = Migrations.of(database.dataSource()).info();
        MigrationInfo current = migrations.current();
        if (current == null) {
            throw new MoveRefusedException(
                    ExitCode.NOT_FOUND, "%s holds no metadata of dfs".formatted(database.address()));
        }
        if (current.getState() == MigrationState.FUTURE_SUCCESS) {
            throw new MoveRefusedException(
                    ExitCode.CONFLICT,
                    "the schema of %s has version %s, which is newer than this program: use the release of the metadata service that was started on it last"
                            .formatted(database.address(), current.getVersion()));
        }
        List<MigrationInfo> pending = Arrays.asList(migrations.pending());
        if (!pending.isEmpty() || current.getState().isFailed()) {
            throw new MoveRefusedException(
                    ExitCode.CONFLICT,
                    "the schema of %s has version %s, and this program has version %s: start this release of the metadata service on it once, stop it, and run the move again"
                            .formatted(database.address(), current.getVersion(), versions(pending)));
        }
    }

    private static String versions(List<MigrationInfo> pending) {
        return pending.stream().map(info -> info.getVersion().toString()).collect(Collectors.joining(", "));
    }

    /** Which cluster it describes; refused if it describes none. */
    UUID clusterId() {
        return clusterId(database)
                .orElseThrow(() -> new MoveRefusedException(
                        ExitCode.NOT_FOUND,
                        "no metadata service was ever started on %s".formatted(database.address())));
    }

    static Optional<UUID> clusterId(OpenDatabase database) {
        return database.jdbc().query("SELECT id FROM cluster", (row, _) -> SqlValues.uuid(row.getBytes(1))).stream()
                .findFirst();
    }

    /** From now on all reads are of one moment. H2's file has no other writer. */
    void beginSnapshot() {
        if (!database.isH2()) {
            database.jdbc().execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            database.jdbc().execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        }
    }

    /** Nothing for a server: it may be a test copy that was made of it. */
    Optional<MovedMark> mark() {
        return database.isH2() ? MovedMark.beside(database.jdbc()) : Optional.empty();
    }

    /** Before hours of work, rather than after them. */
    void requireMarkable() {
        mark().map(mark -> mark.file().getParent())
                .filter(folder -> !Files.isWritable(folder))
                .ifPresent(folder -> {
                    throw new MoveRefusedException(
                            ExitCode.FAILURE,
                            "%s can't be written, and the old database is marked there: run this as the user of the metadata service"
                                    .formatted(folder));
                });
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
