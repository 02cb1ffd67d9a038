package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.NodeCommands;
import io.dfs.metadata.node.SafeMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The removals under way. Every step is a row's new state and a row in the ledger, in one transaction. */
@Component
public class Removals implements NodeCommands {

    private final RemovalTable removals;
    private final Ledger ledger;
    private final QuarantineItems items;
    private final SafeMode safeMode;
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Removals(
            RemovalTable removals,
            Ledger ledger,
            QuarantineItems items,
            SafeMode safeMode,
            JdbcClient jdbc,
            JdbcTemplate batches) {
        this.removals = removals;
        this.ledger = ledger;
        this.items = items;
        this.safeMode = safeMode;
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** {@link #requestAll} of one. */
    public void request(RemovalRequest request) {
        requestAll(List.of(request));
    }

    /**
     * Begins removals within the caller's transaction: the replicas are no longer recorded, so no one is sent to them, and
     * their nodes are told to move the files to quarantine. That they may go is for the caller to prove, with the chunks' rows
     * locked. A replica that is on its way already does not go twice: the second command would hit what a repair has put there
     * since.
     */
    public void requestAll(List<RemovalRequest> requests) {
        Map<ChunkId, Set<NodeId>> pending =
                pendingNodes(requests.stream().map(RemovalRequest::chunkId).toList());
        batches.batchUpdate(
                "DELETE FROM replica WHERE chunk_id = ? AND node_id = ?",
                requests.stream()
                        .map(request ->
                                new Object[] {SqlValues.bytes(request.chunkId()), SqlValues.bytes(request.nodeId())})
                        .toList());
        List<Removal> fresh = requests.stream()
                .filter(request ->
                        !pending.getOrDefault(request.chunkId(), Set.of()).contains(request.nodeId()))
                .map(Removals::removal)
                .toList();
        removals.insert(fresh);
        ledger.write(fresh.stream()
                .map(removal -> new Ledger.Line(removal, LedgerEntry.Step.REQUESTED, removal.detail()))
                .toList());
    }

    /** Within the caller's transaction: removals of chunks whose space was released don't stay in quarantine either. */
    public void releaseWithTheirChunks(Collection<ChunkId> chunkIds) {
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(new TreeSet<>(chunkIds)))) {
            jdbc.sql("""
                            UPDATE removal
                               SET released_by = (SELECT c.released_by FROM chunk c WHERE c.id = removal.chunk_id)
                             WHERE state = 'REQUESTED' AND released_by IS NULL AND chunk_id IN (:ids)""")
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .update();
        }
    }

    private static Removal removal(RemovalRequest request) {
        return new Removal(
                Ids.next(),
                request.chunkId(),
                request.nodeId(),
                request.lengthBytes(),
                request.reason(),
                request.detail(),
                RemovalState.REQUESTED,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }

    /**
     * The nodes that have been told, or will be, to move their replica to quarantine, and may do so at any moment: what is
     * copied there now would be moved away too, so nothing must be, and a receipt of theirs proves nothing.
     */
    public Map<ChunkId, Set<NodeId>> pendingNodes(Collection<ChunkId> chunkIds) {
        Map<ChunkId, Set<NodeId>> pending = new HashMap<>();
        for (Removal removal : removals.ofChunks(new TreeSet<>(chunkIds))) {
            if (removal.state() == RemovalState.REQUESTED) {
                pending.computeIfAbsent(removal.chunkId(), _ -> new HashSet<>()).add(removal.nodeId());
            }
        }
        return pending;
    }

    /** The removals under way of each of the chunks, for people; chunks without any are left out. */
    public Map<ChunkId, List<QuarantineItem>> ofChunks(Collection<ChunkId> chunkIds) {
        return items.of(removals.ofChunks(new TreeSet<>(chunkIds))).stream()
                .collect(Collectors.groupingBy(QuarantineItem::chunkId));
    }

    /**
     * Replicas that are on their way out, or took a step there within the time up to now: a receipt that was signed before
     * proves nothing. Within the transaction that records the replicas, after the chunks' rows have been inserted or locked.
     */
    public Set<ReplicaKey> leavingOrLeftWithin(Duration time, Collection<ChunkId> chunkIds) {
        return replicas(
                "SELECT chunk_id, node_id FROM removal WHERE chunk_id IN (:ids) UNION " + leftWithin(time), chunkIds);
    }

    /**
     * Replicas whose node has been told, or will be, to move a file of the chunk to quarantine, or whose removal took a step
     * within the time up to now. What lies in quarantine for longer says nothing about a file that was written since.
     */
    public Set<ReplicaKey> leavingServiceOrLeftWithin(Duration time, Collection<ChunkId> chunkIds) {
        return replicas(
                "SELECT chunk_id, node_id FROM removal WHERE state = 'REQUESTED' AND chunk_id IN (:ids) UNION "
                        + leftWithin(time),
                chunkIds);
    }

    private static String leftWithin(Duration time) {
        return "SELECT chunk_id, node_id FROM ledger WHERE chunk_id IN (:ids) AND at > CURRENT_TIMESTAMP(6) - INTERVAL '%d' SECOND"
                .formatted(time.toSeconds());
    }

    private Set<ReplicaKey> replicas(String sql, Collection<ChunkId> chunkIds) {
        Set<ReplicaKey> found = new HashSet<>();
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(chunkIds))) {
            jdbc.sql(sql)
                    .param("ids", part.stream().map(SqlValues::bytes).toList())
                    .query((row, _) -> new ReplicaKey(
                            new ChunkId(SqlValues.uuid(row.getBytes(1))), new NodeId(SqlValues.uuid(row.getBytes(2)))))
                    .list()
                    .forEach(found::add);
        }
        return found;
    }

    /** In safe mode nothing is taken off nodes; what is to come back may. Neither kind of command keeps the other waiting. */
    @Override
    public List<RemovalCommand> commandsFor(NodeId nodeId, int limit) {
        List<RemovalCommand> commands =
                new ArrayList<>(commands(nodeId, RemovalState.RESTORING, Action.RESTORE, limit));
        int rest = limit - commands.size();
        List<RemovalCommand> away =
                new ArrayList<>(commands(nodeId, RemovalState.UNLINKING, Action.UNLINK, (rest + 1) / 2));
        away.addAll(commands(nodeId, RemovalState.REQUESTED, Action.QUARANTINE, rest - away.size()));
        // Asked last, because most heartbeats have nothing to ask it for.
        if (!away.isEmpty() && !safeMode.state().isOn()) {
            commands.addAll(away);
        }
        return commands;
    }

    private List<RemovalCommand> commands(NodeId nodeId, RemovalState state, Action action, int limit) {
        return limit < 1
                ? List.of()
                : removals.toTell(nodeId, state, limit).stream()
                        .map(removal -> new RemovalCommand(
                                removal.id(), removal.chunkId(), action, removal.reason() + ": " + removal.detail()))
                        .toList();
    }
}
