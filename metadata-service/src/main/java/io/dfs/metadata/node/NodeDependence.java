package io.dfs.metadata.node;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what would be missing without a node. Each count reads the node's part of an index, whatever else the cluster holds. */
@Component
class NodeDependence {

    /** Chunks that files need. */
    private static final String NEEDED = "c.unreferenced_since IS NULL AND c.reclaimed_at IS NULL";

    /** Chunks with a replica recorded on the node, in whatever state, and with too few good ones on the others. */
    private static final String SHORT = """
              FROM replica r JOIN chunk c ON c.id = r.chunk_id
             WHERE r.node_id = ? AND %s
               AND (SELECT COUNT(*) FROM replica o
                     WHERE o.chunk_id = r.chunk_id AND o.state = 'GOOD' AND o.verified_at IS NOT NULL
                       AND o.node_id IN (%s)) < c.replication_factor
            """;

    /** How many chunks, and how long they are together. */
    record Amount(long chunks, long lengthBytes) {}

    private final JdbcClient jdbc;

    NodeDependence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What has to be copied before the {@code others} alone hold as many good replicas as every chunk wants. */
    Amount shortWithout(NodeId node, Collection<NodeId> others) {
        return amount("SELECT COUNT(*), COALESCE(SUM(c.length_bytes), 0)" + withOthers(SHORT, others), node, others);
    }

    /** Whether there is nothing left of that; stops at the first that there is. */
    boolean isDispensable(NodeId node, Collection<NodeId> others) {
        return jdbc.sql("SELECT 1" + withOthers(SHORT, others) + " LIMIT 1")
                .params(parameters(node, others))
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    /** Locks the node's replicas until the transaction ends, and so waits for those that others are recording now. */
    void lockReplicas(NodeId node) {
        byte[] last = new byte[0];
        List<byte[]> page;
        do {
            page = jdbc.sql("""
                            SELECT chunk_id FROM replica WHERE node_id = ? AND chunk_id > ?
                             ORDER BY chunk_id LIMIT 10000 FOR UPDATE""")
                    .params(SqlValues.bytes(node), last)
                    .query((row, _) -> row.getBytes(1))
                    .list();
            last = page.isEmpty() ? last : page.getLast();
        } while (!page.isEmpty());
    }

    /** What could not be read while the node is away and only the {@code readers} are there. */
    Amount readableOnlyThere(NodeId node, Collection<NodeId> readers) {
        return onlyThere(node, readers, "'GOOD', 'SUSPECT', 'FAILING'");
    }

    /** What the node has, or had on disks that are missing, and no other node has. */
    Amount onlyThere(NodeId node, Collection<NodeId> readers) {
        return onlyThere(node, readers, "'GOOD', 'SUSPECT', 'FAILING', 'MISSING'");
    }

    /** The part of that which the node misses. */
    Amount missingThere(NodeId node, Collection<NodeId> readers) {
        return onlyThere(node, readers, "'MISSING'");
    }

    /** Chunks that the node has a replica of in one of the states, and no other node a good one. */
    private Amount onlyThere(NodeId node, Collection<NodeId> readers, String states) {
        String sql = """
                SELECT COUNT(*), COALESCE(SUM(c.length_bytes), 0)
                  FROM replica r JOIN chunk c ON c.id = r.chunk_id
                 WHERE r.node_id = ? AND r.state IN (%s) AND %%s
                   AND NOT EXISTS (SELECT 1 FROM replica o
                                    WHERE o.chunk_id = r.chunk_id AND o.state = 'GOOD' AND o.node_id IN (%%s))
                """.formatted(states);
        return amount(withOthers(sql, readers), node, readers);
    }

    /** The chunks on the node by their replication factor, lowest first. */
    Map<Integer, Long> chunksByFactor(NodeId node) {
        Map<Integer, Long> chunks = new TreeMap<>();
        jdbc.sql("""
                        SELECT c.replication_factor, COUNT(*)
                          FROM replica r JOIN chunk c ON c.id = r.chunk_id
                         WHERE r.node_id = ? AND\s""" + NEEDED + " GROUP BY c.replication_factor")
                .param(SqlValues.bytes(node.value()))
                .query(row -> {
                    chunks.put(row.getInt(1), row.getLong(2));
                });
        return chunks;
    }

    private Amount amount(String sql, NodeId node, Collection<NodeId> others) {
        return jdbc.sql(sql)
                .params(parameters(node, others))
                .query((row, _) -> new Amount(row.getLong(1), row.getLong(2)))
                .single();
    }

    private static String withOthers(String sql, Collection<NodeId> others) {
        return sql.formatted(NEEDED, others.isEmpty() ? "NULL" : SqlLists.placeholders(others.size()));
    }

    private static List<Object> parameters(NodeId node, Collection<NodeId> others) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(SqlValues.bytes(node.value()));
        others.forEach(other -> parameters.add(SqlValues.bytes(other.value())));
        return parameters;
    }
}
