package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.NodeCommands;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The removals under way. Every step is a row's new state and a row in the ledger, in one transaction. */
@Component
public class Removals implements NodeCommands {

    private static final int MAX_DETAIL_LENGTH = 1000;

    private final JdbcClient jdbc;

    Removals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Begins a removal within the caller's transaction: the replica is no longer recorded, so nobody is sent to it, and its
     * node is told to move the file to quarantine. That it may go is for the caller to prove, with the chunk's row locked.
     */
    public void request(RemovalRequest request) {
        UUID id = Ids.next();
        jdbc.sql("DELETE FROM replica WHERE chunk_id = ? AND node_id = ?")
                .params(bytes(request.chunkId()), bytes(request.nodeId()))
                .update();
        jdbc.sql("""
                        INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at)
                        VALUES (?, ?, ?, ?, ?, ?, 'REQUESTED', CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))""")
                .params(
                        SqlValues.bytes(id),
                        bytes(request.chunkId()),
                        bytes(request.nodeId()),
                        request.lengthBytes(),
                        request.reason().name(),
                        shortened(request.detail()))
                .update();
        write(id, request, LedgerEntry.Step.REQUESTED);
    }

    private void write(UUID removalId, RemovalRequest request, LedgerEntry.Step step) {
        jdbc.sql("""
                        INSERT INTO ledger (id, at, chunk_id, node_id, removal_id, step, reason, detail)
                        VALUES (?, CURRENT_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)""")
                .params(
                        SqlValues.bytes(Ids.next()),
                        bytes(request.chunkId()),
                        bytes(request.nodeId()),
                        SqlValues.bytes(removalId),
                        step.name(),
                        request.reason().name(),
                        shortened(request.detail()))
                .update();
    }

    @Override
    public List<RemovalCommand> commandsFor(NodeId nodeId, int limit) {
        return List.of();
    }

    private static byte[] bytes(ChunkId id) {
        return SqlValues.bytes(id.value());
    }

    private static byte[] bytes(NodeId id) {
        return SqlValues.bytes(id.value());
    }

    private static String shortened(String text) {
        return text.length() <= MAX_DETAIL_LENGTH ? text : text.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
    }
}
