package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.support.OnMySql;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@OnMySql
class NodeOperationsOnMySqlTest extends NodeOperationsContract {

    @Autowired
    private Drains drains;

    @Test
    @DisplayName("I-1 a drain waits for a commit that is recording a replica on its node, and then does not end")
    void aDrainWaitsForCommits() throws Exception {
        NodeId draining = register("node-0", "zone-0");
        register("node-1", "zone-1");
        allHaveReported();
        adminState(draining, "DRAINING");
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<List<String>> finished = transactions.execute(_ -> {
                byte[] chunk = bytes(ChunkId.random().value());
                update(
                        "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                                + " VALUES (?, 1, 1, 1, CURRENT_TIMESTAMP(6))",
                        chunk);
                update(
                        "INSERT INTO replica (chunk_id, node_id, state, verified_at)"
                                + " VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))",
                        chunk,
                        bytes(draining.value()));
                Future<List<String>> finishing = others.submit(drains::finish);
                await().until(() -> finishing.isDone() || lockWaits() > 0);
                return finishing;
            });

            assertThat(finished.get()).isEmpty();
        }
        assertThat(operations.drainProgress("node-0").chunksLeft()).isEqualTo(1);
    }

    private long lockWaits() {
        return jdbc.sql("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                .query(Long.class)
                .single();
    }
}
