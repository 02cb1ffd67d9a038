package io.dfs.metadata.removal;

import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows removals to people. */
@Component
class QuarantineItems {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final RemovalTable removals;
    private final JdbcClient jdbc;
    private final QuarantineSettings settings;

    QuarantineItems(RemovalTable removals, JdbcClient jdbc, QuarantineSettings settings) {
        this.removals = removals;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    QuarantinePage page(@Nullable UUID after, int limit) {
        // One more than asked for tells whether there is another page.
        List<Removal> found = removals.page(after == null ? BEFORE_ALL : after, limit + 1);
        boolean more = found.size() > limit;
        List<Removal> page = more ? found.subList(0, limit) : found;
        return new QuarantinePage(of(page), more ? page.getLast().id() : null);
    }

    List<QuarantineItem> of(List<Removal> rows) {
        Map<NodeId, String> names =
                names(rows.stream().map(Removal::nodeId).distinct().toList());
        return rows.stream().map(row -> item(row, names)).toList();
    }

    private QuarantineItem item(Removal row, Map<NodeId, String> names) {
        return new QuarantineItem(
                row.id(),
                row.chunkId(),
                names.getOrDefault(row.nodeId(), row.nodeId().toString()),
                row.lengthBytes(),
                row.reason(),
                row.detail(),
                row.state(),
                row.requestedAt(),
                unlinkAfter(row),
                row.lastError());
    }

    private @Nullable Instant unlinkAfter(Removal row) {
        return switch (row.state()) {
            case QUARANTINED ->
                row.changedAt()
                        .plus(
                                row.releasedBy() == null
                                        ? settings.quarantine()
                                        : Releases.shortened(settings.quarantine()));
            case UNLINKING -> row.changedAt();
            case REQUESTED, RESTORING -> null;
        };
    }

    private Map<NodeId, String> names(List<NodeId> ids) {
        Map<NodeId, String> names = new HashMap<>();
        for (List<NodeId> part : SqlLists.parts(ids)) {
            jdbc.sql("SELECT id, name FROM node WHERE id IN (:ids)")
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .query(row -> {
                        names.put(new NodeId(SqlValues.uuid(row.getBytes(1))), row.getString(2));
                    });
        }
        return names;
    }
}
