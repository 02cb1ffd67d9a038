package io.dfs.metadata.removal;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of chunks that were given up. Each stays until the last of its replicas is gone: it tells a node that returns that
 * what it has is not to come back.
 */
@Component
public class GivenUpChunks {

    private final JdbcClient jdbc;

    GivenUpChunks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Within the caller's transaction: drops those of the chunks that were given up and of which nothing is left. */
    public void forget(Collection<ChunkId> chunkIds) {
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(new TreeSet<>(chunkIds)))) {
            jdbc.sql("""
                            DELETE FROM chunk
                             WHERE id IN (:ids) AND reclaimed_at IS NOT NULL
                               AND NOT EXISTS (SELECT 1 FROM extent e WHERE e.chunk_id = chunk.id)
                               AND NOT EXISTS (SELECT 1 FROM replica r WHERE r.chunk_id = chunk.id)
                               AND NOT EXISTS (SELECT 1 FROM removal m WHERE m.chunk_id = chunk.id)""")
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .update();
        }
    }
}
