package io.dfs.metadata.reclaim;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.removal.GivenUpChunks;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What giving chunks up does; that no one needs them is for the caller to prove, with their rows locked. */
@Component
class GivenUp {

    private static final String DETAIL = "no file has an extent on the chunk any more";

    private final Removals removals;
    private final GivenUpChunks givenUp;
    private final JdbcClient jdbc;

    GivenUp(Removals removals, GivenUpChunks givenUp, JdbcClient jdbc) {
        this.removals = removals;
        this.givenUp = givenUp;
        this.jdbc = jdbc;
    }

    /**
     * Sends every replica out, the ones on dead nodes too: they go when their node is back, and don't bring anything back with
     * it. What is recorded as missing has no file to wait for. Returns how many removals that are.
     */
    int giveUp(Collection<ChunkId> chunks) {
        if (chunks.isEmpty()) {
            return 0;
        }
        List<byte[]> ids =
                chunks.stream().map(chunk -> SqlValues.bytes(chunk.value())).toList();
        jdbc.sql("DELETE FROM replica WHERE chunk_id IN (:ids) AND state = 'MISSING'")
                .param("ids", ids)
                .update();
        List<RemovalRequest> requests = jdbc.sql("""
                        SELECT r.chunk_id, r.node_id, c.length_bytes FROM replica r JOIN chunk c ON c.id = r.chunk_id
                         WHERE r.chunk_id IN (:ids) ORDER BY r.chunk_id, r.node_id""")
                .param("ids", ids)
                .query((row, _) -> new RemovalRequest(
                        new ChunkId(SqlValues.uuid(row.getBytes(1))),
                        new NodeId(SqlValues.uuid(row.getBytes(2))),
                        row.getLong(3),
                        RemovalReason.RECLAIMED,
                        DETAIL))
                .list();
        removals.requestAll(requests);
        removals.releaseWithTheirChunks(chunks);
        jdbc.sql("UPDATE chunk SET reclaimed_at = CURRENT_TIMESTAMP(6) WHERE id IN (:ids) AND reclaimed_at IS NULL")
                .param("ids", ids)
                .update();
        givenUp.forget(chunks);
        return requests.size();
    }
}
