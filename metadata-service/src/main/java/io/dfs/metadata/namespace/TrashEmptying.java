package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TrashPurged;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.Walk.Step;
import io.dfs.service.audit.AuditNote;
import io.dfs.service.audit.AuditTarget;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends the time in the trash of what someone may remove. From then on no one can undelete it, and the rounds of reclaiming take
 * it apart as they do with what has expired by itself.
 */
@Component
class TrashEmptying {

    private static final String SELECT = """
            SELECT %s, e.kind FROM trash t JOIN entry e ON e.id = t.entry_id
             WHERE t.expires_at > CURRENT_TIMESTAMP(6) AND t.entry_id IN (:ids) ORDER BY t.entry_id""".formatted(TrashRights.COLUMNS);

    /** Only directories are collected on the way, however many files there are. The casts: H2 takes the column for text. */
    private static final String FILES_BELOW = """
            WITH RECURSIVE directory (id) AS (
                SELECT id FROM entry WHERE id IN (:ids) AND kind = 'DIRECTORY'
                UNION ALL
                SELECT e.id FROM directory d JOIN entry e ON e.parent_id = CAST(d.id AS BINARY(16)) AND e.kind = 'DIRECTORY')
            SELECT COUNT(*) AS files, COALESCE(SUM(e.length_bytes), 0) AS length_bytes
              FROM directory d JOIN entry e ON e.parent_id = CAST(d.id AS BINARY(16)) AND e.kind = 'FILE'
            """;

    private static final String FILES = """
            SELECT COUNT(*) AS files, COALESCE(SUM(length_bytes), 0) AS length_bytes
              FROM entry WHERE id IN (:ids) AND kind = 'FILE'
            """;

    private record Trashed(TrashRights.Removal removal, EntryKind kind) {}

    private final JdbcClient jdbc;
    private final TrashRights rights;
    private final ForeignTrees foreignTrees;
    private final Transactions transactions;
    private final Limits limits;

    TrashEmptying(
            JdbcClient jdbc, TrashRights rights, ForeignTrees foreignTrees, Transactions transactions, Limits limits) {
        this.jdbc = jdbc;
        this.rights = rights;
        this.foreignTrees = foreignTrees;
        this.transactions = transactions;
        this.limits = limits;
    }

    /** All of them, or none if there is one that the caller may not remove. Asked twice, there is nothing left to do. */
    TrashPurged purge(TrashPurgeRequest request) {
        if (request.trashIds().isEmpty() || request.trashIds().size() > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d entries in one request; it must be from 1 to %d"
                            .formatted(request.trashIds().size(), limits.maxPage()));
        }
        return transactions.call(() -> {
            List<Trashed> found = jdbc.sql(SELECT)
                    .param("ids", bytes(request.trashIds()))
                    .query((row, _) -> new Trashed(TrashRights.removal(row), EntryKind.valueOf(row.getString("kind"))))
                    .list();
            requireRemovable(found);
            note(request, found);
            List<byte[]> ids =
                    bytes(found.stream().map(it -> it.removal().trashId()).toList());
            TrashPurged purged = ids.isEmpty() ? new TrashPurged(0, 0, 0) : count(ids);
            if (!request.dryRun() && !ids.isEmpty()) {
                jdbc.sql("UPDATE trash SET expires_at = CURRENT_TIMESTAMP(6)"
                                + " WHERE expires_at > CURRENT_TIMESTAMP(6) AND entry_id IN (:ids)")
                        .param("ids", ids)
                        .update();
            }
            return purged;
        });
    }

    /** What was lost for good: the request has ids only, and these are gone afterwards. */
    private static void note(TrashPurgeRequest request, List<Trashed> found) {
        List<FilePath> paths = found.stream().map(it -> it.removal().path()).toList();
        new AuditNote(
                        paths.isEmpty() ? AuditTarget.named("trash") : AuditTarget.of(paths),
                        "%d of %d entries%s"
                                .formatted(
                                        paths.size(), request.trashIds().size(), request.dryRun() ? ", dry run" : ""))
                .leave();
    }

    private void requireRemovable(List<Trashed> found) {
        Map<UUID, Right> right = rights.of(found.stream().map(Trashed::removal).toList(), null);
        for (Trashed trashed : found) {
            TrashRights.Removal removal = trashed.removal();
            Callers.requireReach(removal.path());
            Right own = right.getOrDefault(removal.trashId(), Right.NONE);
            if (!own.includes(Right.WRITE)) {
                // Who may not even read it is not told its path.
                throw new DfsException(
                        ErrorCode.FORBIDDEN,
                        "%s is not yours to remove for good: ask an owner of the tree, or an admin"
                                .formatted(own.includes(Right.READ) ? removal.path() : removal.trashId()));
            }
            foreignTrees.requireNoneIn(new Step(removal.trashId(), trashed.kind()), removal.path());
        }
    }

    private TrashPurged count(List<byte[]> ids) {
        TrashPurged files = files(FILES, ids);
        TrashPurged below = files(FILES_BELOW, ids);
        return new TrashPurged(ids.size(), files.files() + below.files(), files.bytes() + below.bytes());
    }

    private TrashPurged files(String sql, List<byte[]> ids) {
        return jdbc.sql(sql)
                .param("ids", ids)
                .query((row, _) -> new TrashPurged(0, row.getLong("files"), row.getLong("length_bytes")))
                .single();
    }

    private static List<byte[]> bytes(List<UUID> ids) {
        return ids.stream().distinct().map(SqlValues::bytes).toList();
    }
}
