package io.dfs.metadata.commit;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.cluster.NodeDirectory;
import io.dfs.metadata.commit.EntryTable.NewFile;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.Directories;
import io.dfs.metadata.namespace.FilePaths;
import io.dfs.metadata.namespace.Trash;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Makes files visible (I-1): all of a request in one transaction, or none. The checks that need no lock come first; the
 * transaction then decides by what stands at the paths, writes, and makes sure that the directories are still in place.
 */
@Service
class Commits {

    private final AnsweredRequests answered;
    private final EarlierCommits earlier;
    private final Directories directories;
    private final Trash trash;
    private final EntryTable entries;
    private final ChunkTable chunks;
    private final LeavingReplicas leavingReplicas;
    private final OldReceipts oldReceipts;
    private final LeavingNodes leavingNodes;
    private final DatabaseClock clock;
    private final LostReplicas lostReplicas;
    private final NodeDirectory nodes;
    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Transactions transactions;
    private final Limits limits;

    Commits(
            AnsweredRequests answered,
            EarlierCommits earlier,
            Directories directories,
            Trash trash,
            EntryTable entries,
            ChunkTable chunks,
            LeavingReplicas leavingReplicas,
            OldReceipts oldReceipts,
            LeavingNodes leavingNodes,
            DatabaseClock clock,
            LostReplicas lostReplicas,
            NodeDirectory nodes,
            TokenSigner tokens,
            ClusterIdentity cluster,
            Transactions transactions,
            Limits limits) {
        this.answered = answered;
        this.earlier = earlier;
        this.directories = directories;
        this.trash = trash;
        this.entries = entries;
        this.chunks = chunks;
        this.leavingReplicas = leavingReplicas;
        this.oldReceipts = oldReceipts;
        this.leavingNodes = leavingNodes;
        this.clock = clock;
        this.lostReplicas = lostReplicas;
        this.nodes = nodes;
        this.tokens = tokens;
        this.cluster = cluster;
        this.transactions = transactions;
        this.limits = limits;
    }

    CommitReply commit(CommitRequest request, RequestKey key) {
        FileRules.check(request, limits);
        Callers.requireReach(request.files().stream().map(FileCommit::path).toList());
        return transactions
                .call(() -> answered.find(key, CommitMemory.class))
                .orElseGet(() -> commitOnce(request, key))
                .reply(request);
    }

    private CommitMemory commitOnce(CommitRequest request, RequestKey key) {
        Map<FilePath, CommittedFile> committed = transactions.call(() -> earlier.answers(request.files()));
        List<FileCommit> fresh = request.files().stream()
                .filter(file -> !committed.containsKey(file.path()))
                .sorted(Comparator.comparing(FileCommit::path, FilePaths.BY_BYTES))
                .toList();
        if (fresh.isEmpty()) {
            return CommitMemory.of(request, committed);
        }
        Map<NodeId, KnownNode> known = nodes.nodes();
        Map<ChunkId, WrittenChunk> written =
                ReceiptRules.chunks(fresh, verified(request.receipts()), cluster.id(), known, limits.minReplicas());
        return answered.once(key, CommitMemory.class, () -> {
            Map<FilePath, CommittedFile> all = new HashMap<>(committed);
            all.putAll(transactions.call(() -> store(fresh, written, known)));
            return CommitMemory.of(request, all);
        });
    }

    private List<Receipt> verified(List<String> receipts) {
        List<Receipt> verified = new ArrayList<>();
        for (String receipt : receipts) {
            try {
                verified.add(tokens.verifyReceipt(receipt));
            } catch (DfsException e) {
                throw new DfsException(
                        e.code(),
                        "receipt %d of %d: %s".formatted(verified.size() + 1, receipts.size(), e.getMessage()),
                        e);
            }
        }
        return verified;
    }

    /** Within one transaction, which is repeated if another one gets in its way. */
    private Map<FilePath, CommittedFile> store(
            List<FileCommit> files, Map<ChunkId, WrittenChunk> written, Map<NodeId, KnownNode> known) {
        Map<FilePath, UUID> parents =
                directories.ensureParentsOf(files.stream().map(FileCommit::path).toList());
        Map<FilePath, StandingEntry> standing = entries.lock(files, parents);
        // A directory with an access list may be one that the caller must not hear of.
        standing.forEach((path, entry) -> {
            if (entry.restricted()) {
                directories.requireWritable(path);
            }
        });
        Map<FilePath, Decision> decisions = new HashMap<>();
        files.forEach(file -> decisions.put(file.path(), TargetRules.decide(file, standing.get(file.path()))));
        trash.put(replaced(decisions), Trash.Reason.OVERWRITTEN);
        Map<ChunkId, Integer> missing = record(written.values(), known);
        entries.insert(newFiles(files, parents, decisions));
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(new TreeSet<>(missing.keySet())))) {
            lostReplicas.lost(part);
        }
        directories.verify(parents);
        Map<FilePath, CommittedFile> answers = new HashMap<>();
        files.forEach(file -> answers.put(file.path(), answer(file, decision(file, decisions), missing)));
        return answers;
    }

    /**
     * How many replicas the chunks lack. Which nodes are being drained is read after the replicas are recorded: a drain that
     * begins later finds them before it ends.
     */
    private Map<ChunkId, Integer> record(Collection<WrittenChunk> written, Map<NodeId, KnownNode> known) {
        if (written.isEmpty()) {
            return Map.of();
        }
        Instant now = clock.instant();
        List<WrittenChunk> proven = oldReceipts.withoutContradicted(written, now);
        Map<ChunkId, RecordedChunk> recorded = chunks.record(proven, now);
        leavingReplicas.refuse(proven);
        Set<NodeId> keepers = RecordedChunk.keepers(known, leavingNodes.now());
        return RecordedChunk.missing(recorded, keepers, known, limits.minReplicas());
    }

    private static Map<UUID, FilePath> replaced(Map<FilePath, Decision> decisions) {
        Map<UUID, FilePath> replaced = new HashMap<>();
        decisions.forEach((path, decision) -> {
            switch (decision) {
                case Decision.Replace replace -> replaced.put(replace.old().id(), path);
                case Decision.Create _, Decision.Repeat _ -> {}
            }
        });
        return replaced;
    }

    private static List<NewFile> newFiles(
            List<FileCommit> files, Map<FilePath, UUID> parents, Map<FilePath, Decision> decisions) {
        List<NewFile> created = new ArrayList<>();
        for (FileCommit file : files) {
            UUID parentId = parents.get(file.path().parent());
            if (parentId == null) {
                throw new IllegalStateException("every parent has been ensured");
            }
            Decision decision = decision(file, decisions);
            switch (decision) {
                case Decision.Create _, Decision.Replace _ ->
                    created.add(new NewFile(Ids.next(), parentId, decision.version(), file));
                case Decision.Repeat _ -> {}
            }
        }
        return created;
    }

    private static Decision decision(FileCommit file, Map<FilePath, Decision> decisions) {
        Decision decision = decisions.get(file.path());
        if (decision == null) {
            throw new IllegalStateException("every file has been decided on");
        }
        return decision;
    }

    private static CommittedFile answer(FileCommit file, Decision decision, Map<ChunkId, Integer> missing) {
        int missingReplicas = file.extents().stream()
                .map(ExtentCommit::chunkId)
                .distinct()
                .mapToInt(chunk -> missing.getOrDefault(chunk, 0))
                .sum();
        return new CommittedFile(file.path(), decision.version(), file.lengthBytes(), file.crc32c(), missingReplicas);
    }
}
