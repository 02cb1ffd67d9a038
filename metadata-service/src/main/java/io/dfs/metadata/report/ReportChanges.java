package io.dfs.metadata.report;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.removal.QuarantineAdoption;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.report.ReportTable.GivenUpChunk;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes what a page was found to mean: up to {@link SqlLists#MAX_VALUES} chunks in one short transaction. */
@Component
class ReportChanges {

    private final ReportTable table;
    private final LostReplicas lostReplicas;
    private final Removals removals;
    private final QuarantineAdoption quarantine;
    private final SafeMode safeMode;
    private final Transactions transactions;

    ReportChanges(
            ReportTable table,
            LostReplicas lostReplicas,
            Removals removals,
            QuarantineAdoption quarantine,
            SafeMode safeMode,
            Transactions transactions) {
        this.table = table;
        this.lostReplicas = lostReplicas;
        this.removals = removals;
        this.quarantine = quarantine;
        this.safeMode = safeMode;
        this.transactions = transactions;
    }

    void miss(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        inParts(chunks, part -> {
            table.markMissing(node, part, startedAt);
            lostReplicas.lost(part);
        });
    }

    void fail(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        inParts(chunks, part -> {
            table.markFailing(node, part, startedAt);
            lostReplicas.lost(part);
        });
    }

    void takeBack(NodeId node, List<ChunkId> chunks, Instant startedAt) {
        inParts(chunks, part -> table.markBack(node, part, startedAt));
    }

    /** A removal locks the chunk too, so none can begin between the look at it and the new row. */
    void adopt(NodeId node, List<ChunkId> chunks, Set<ChunkId> failing) {
        inParts(chunks, part -> {
            List<ChunkId> wanted = table.lockWanted(part);
            Set<ChunkId> leaving = table.leaving(node, wanted);
            wanted.stream()
                    .filter(chunk -> !leaving.contains(chunk))
                    .collect(Collectors.partitioningBy(failing::contains))
                    .forEach((fails, adopted) ->
                            table.insert(node, adopted, fails ? ReplicaState.FAILING : ReplicaState.SUSPECT));
        });
    }

    /** What was given up while the node was away. In safe mode nothing is taken off nodes; the next report finds it again. */
    void giveUp(NodeId node, List<ChunkId> chunks) {
        if (chunks.isEmpty() || safeMode.state().isOn()) {
            return;
        }
        inParts(chunks, part -> {
            List<GivenUpChunk> givenUp = table.lockGivenUp(part);
            Set<ChunkId> leaving =
                    table.leaving(node, givenUp.stream().map(GivenUpChunk::id).toList());
            removals.requestAll(givenUp.stream()
                    .filter(chunk -> !leaving.contains(chunk.id()))
                    .map(chunk -> new RemovalRequest(
                            chunk.id(),
                            node,
                            chunk.lengthBytes(),
                            RemovalReason.RECLAIMED,
                            "no file needs the chunk since before the node came back with it"))
                    .toList());
        });
    }

    void claim(NodeId node, List<ChunkId> chunks) {
        inParts(chunks, part -> table.claimOrphans(node, part));
    }

    void takeQuarantined(NodeId node, List<QuarantinedFile> files) {
        inParts(files, part -> quarantine.adopt(node, part));
    }

    private <T> void inParts(List<T> values, Consumer<List<T>> change) {
        for (List<T> part : SqlLists.parts(values)) {
            transactions.run(() -> change.accept(part));
        }
    }
}
