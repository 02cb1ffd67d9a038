package io.dfs.metadata.replication;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.allocation.EnoughNodes;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.file.Files;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.ChunkReferences;
import io.dfs.metadata.namespace.Namespace;
import io.dfs.metadata.namespace.Right;
import io.dfs.metadata.namespace.Walk;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Sets a file's replication factor, and that of its chunks by it: other files may ask for more replicas of the same chunk. */
@Service
class ReplicationFactors {

    private final Namespace namespace;
    private final ChunkReferences references;
    private final LostReplicas lostReplicas;
    private final Files files;
    private final Nodes nodes;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AnsweredRequests answered;
    private final Limits limits;

    ReplicationFactors(
            Namespace namespace,
            ChunkReferences references,
            LostReplicas lostReplicas,
            Files files,
            Nodes nodes,
            JdbcClient jdbc,
            Transactions transactions,
            AnsweredRequests answered,
            Limits limits) {
        this.namespace = namespace;
        this.references = references;
        this.lostReplicas = lostReplicas;
        this.files = files;
        this.nodes = nodes;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.answered = answered;
        this.limits = limits;
    }

    /** Asked again, it changes nothing, and tells how the file is then. */
    FileStat set(FilePath path, int factor, RequestKey key) {
        if (factor < 1 || factor > limits.maxReplicationFactor()) {
            throw new DfsException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "replication %d was asked for; 1 to %d are allowed"
                            .formatted(factor, limits.maxReplicationFactor()));
        }
        Callers.requireReach(path);
        return files.stat(answered.once(key, FilePath.class, () -> {
            transactions.run(() -> set(path, factor));
            return path;
        }));
    }

    private void set(FilePath path, int factor) {
        UUID file = lockedFile(path);
        // Only more than the file has now takes more nodes than there may be.
        if (factor > current(file)) {
            EnoughNodes.require(factor, nodes.views().values());
        }
        Collection<ChunkId> chunks = references.of(List.of(file));
        references.lock(chunks);
        write(file, factor);
        for (List<ChunkId> raised : SqlLists.parts(references.refresh(chunks))) {
            lostReplicas.lost(raised);
        }
    }

    private UUID lockedFile(FilePath path) {
        Walk.Step found = namespace.findLocked(path, Right.WRITE);
        if (found.kind() == EntryKind.DIRECTORY) {
            throw new DfsException(
                    ErrorCode.IS_A_DIRECTORY,
                    "%s is a directory: set the replication of each file in it".formatted(path));
        }
        return found.id();
    }

    private int current(UUID file) {
        return jdbc.sql("SELECT replication_factor FROM entry WHERE id = ?")
                .param(SqlValues.bytes(file))
                .query(Integer.class)
                .single();
    }

    private void write(UUID file, int factor) {
        jdbc.sql("UPDATE entry SET replication_factor = ? WHERE id = ?")
                .params(factor, SqlValues.bytes(file))
                .update();
    }
}
