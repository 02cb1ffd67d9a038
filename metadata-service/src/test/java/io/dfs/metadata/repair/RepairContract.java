package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.api.RepairLease;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.RepairTask;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ScanFocus;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.Ticket;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.repair.CopyDecision.Copy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class RepairContract extends ServiceContract {

    @Autowired
    private ClusterIdentity cluster;

    @Autowired
    private RepairQueue queue;

    @Autowired
    private Transactions transactions;

    @Autowired
    private Removals removals;

    @Autowired
    private RepairItemsReader items;

    /** As nodes that have reported, which is what trimming needs; they are also scanned first. */
    @Override
    protected NodeId register(String name, String zone, long freeBytes) {
        NodeId node = super.register(name, zone, freeBytes);
        allHaveReported();
        return node;
    }

    private void noneHasReported() {
        update("UPDATE node SET reported_at = NULL");
    }

    @Test
    @DisplayName("I-7 a claim that its worker renews lasts, and one that has run out goes to another for good")
    void aClaimThatIsRenewedLasts() {
        NodeId[] nodes = {register("l1", "z1"), register("l2", "z2"), register("l3", "z3")};
        chunk(3, nodes[0], nodes[1]);
        scanAll();
        RepairTask task = claim("first", 1).getFirst();
        RepairLease lease = new RepairLease(task.workId(), task.fence());
        claimsEndIn(Duration.ofSeconds(5));

        api.renewRepairs(List.of(lease));
        assertThat(claimEnd()).isAfter(databaseClock.instant().plusSeconds(30));

        claimsEndIn(Duration.ofSeconds(-1));
        api.renewRepairs(List.of(lease));
        RepairTask again = claim("second", 1).getFirst();
        Instant end = claimEnd();
        api.renewRepairs(List.of(lease));

        assertThat(again.workId()).isEqualTo(task.workId());
        assertThat(claimEnd()).isEqualTo(end);
        assertThat(claim("first", 1)).isEmpty();
    }

    private void claimsEndIn(Duration time) {
        update(
                "UPDATE work SET claimed_until = ?",
                SqlValues.time(databaseClock.instant().plus(time)));
    }

    private Instant claimEnd() {
        return jdbc.sql("SELECT claimed_until FROM work")
                .query((row, _) -> SqlValues.instant(row, "claimed_until"))
                .single();
    }

    @Test
    @DisplayName("I-9 services that claim at once keep to what a node may do at once")
    void servicesThatClaimAtOnceKeepToTheLimits() {
        NodeId[] nodes = {register("l1", "z1"), register("l2", "z2"), register("l3", "z3")};
        for (int i = 0; i < 10; i++) {
            chunk(3, nodes[0], nodes[1]);
        }
        scanAll();

        int claimed = claim("first", 10).size() + claim("second", 10).size();

        assertThat(claimed).as("UNDER_REPLICATED, to one node").isEqualTo(4);
    }

    @Test
    @DisplayName("I-6 a dead node's chunks become work, with urgency and reason, and nothing else does")
    void aScanFindsWhatIsShort() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId endangered = chunk(2, first, second);
        ChunkId under = chunk(3, first, second, third);
        chunk(2, first, third);
        unreferencedChunk(3, first);
        ChunkId unreadable = chunk(1, second);
        kill(second);
        noneHasReported();

        RepairScan scan = api.scanForRepairs(new RepairScanRequest(null, 100, null));

        assertThat(scan).isEqualTo(new RepairScan(5, 3, 0, 0, null, List.of(new ScanFocus(second, deadSince(second)))));
        assertThat(work())
                .isEqualTo(Map.of(
                        endangered, "0 1 of 2 replicas: node-2 dead",
                        under, "10 2 of 3 replicas: node-2 dead"));
        assertThat(work()).as("nothing to copy from").doesNotContainKey(unreadable);
    }

    @Test
    @DisplayName("I-9 a scan goes page by page, and each chunk is examined once")
    void aScanGoesPageByPage() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        List<ChunkId> chunks =
                IntStream.range(0, 5).mapToObj(_ -> chunk(2, first)).sorted().toList();
        noneHasReported();

        RepairScan page1 = api.scanForRepairs(new RepairScanRequest(null, 2, null));
        RepairScan page2 = api.scanForRepairs(new RepairScanRequest(page1.next(), 2, null));
        RepairScan page3 = api.scanForRepairs(new RepairScanRequest(page2.next(), 2, null));

        assertThat(page1).isEqualTo(new RepairScan(2, 2, 0, 0, chunks.get(1), List.of()));
        assertThat(page2).isEqualTo(new RepairScan(2, 2, 0, 0, chunks.get(3), List.of()));
        assertThat(page3).isEqualTo(new RepairScan(1, 1, 0, 0, null, List.of()));
        assertThat(work()).containsOnlyKeys(chunks);
    }

    @Test
    void aScanKnowsTheOrderOfIdsWithHighBits() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        ChunkId low = chunk(2, first);
        ChunkId high = new ChunkId(UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"));
        update("INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                + " SELECT X'ffffffffffff7fffbfffffffffffffff', length_bytes, crc32c, 2, created_at FROM chunk");

        RepairScan page = api.scanForRepairs(new RepairScanRequest(low, 10, null));

        assertThat(page.examinedChunks()).as("only %s", high).isEqualTo(1);
    }

    @Test
    @DisplayName("I-8 scanning again makes no second item, and renews urgency and reason")
    void scanningAgainRenews() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId chunk = chunk(3, first, second, third);
        kill(second);
        scanAll();
        kill(third);
        scanAll();

        assertThat(work()).isEqualTo(Map.of(chunk, "0 1 of 3 replicas: node-2 dead, node-3 dead"));
    }

    @Test
    void aScanLimitIsChecked() {
        refusal(ErrorCode.INVALID_REQUEST, () -> api.scanForRepairs(new RepairScanRequest(null, 0, null)));
        refusal(ErrorCode.INVALID_REQUEST, () -> api.scanForRepairs(new RepairScanRequest(null, 1001, null)));
        refusal(ErrorCode.INVALID_REQUEST, () -> claim("", 1));
        refusal(ErrorCode.INVALID_REQUEST, () -> claim("test", 0));
        refusal(ErrorCode.INVALID_REQUEST, () -> claim("test", 101));
    }

    @Test
    @DisplayName("I-5 I-6 a claim says what to copy from where to where, with a ticket for it")
    void aClaimIsATask() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "a");
        NodeId fourth = register("node-4", "c");
        ChunkId chunk = chunk(3, first, second);
        scanAll();

        List<RepairTask> tasks = claim("test", 10);

        assertThat(tasks).hasSize(1);
        RepairTask task = tasks.getFirst();
        assertThat(task.chunkId()).isEqualTo(chunk);
        assertThat(task.lengthBytes()).isEqualTo(1000);
        assertThat(task.crc32c()).isEqualTo(new Crc32c(7));
        assertThat(task.source().id()).isIn(first, second);
        assertThat(task.target().id()).isEqualTo(fourth);
        assertThat(Duration.between(databaseClock.instant(), task.claimedUntil()))
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        Ticket ticket = tokens.verifyTicket(task.token());
        assertThat(ticket.operation()).isEqualTo(Operation.COPY);
        assertThat(ticket.source()).isEqualTo(task.source());
        assertThat(ticket.nodes()).containsExactly(task.target());
        assertThat(ticket.maxLengthBytes()).isEqualTo(1000);
        assertThat(claim("another", 10)).as("claimed already").isEmpty();
    }

    @Test
    void theMostUrgentItemsAreClaimedFirst() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "c");
        chunk(3, first, second);
        ChunkId endangered = chunk(2, first);
        scanAll();

        assertThat(claim("test", 1)).extracting(RepairTask::chunkId).containsExactly(endangered);
    }

    @Test
    @DisplayName("a chunk that healed or lost its last file since it was found is no work any more")
    void aClaimLooksAgain() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "c");
        ChunkId healed = chunk(2, first, second);
        ChunkId deleted = chunk(2, first, second);
        kill(second);
        scanAll();
        assertThat(work()).containsOnlyKeys(healed, deleted);
        revive(second);
        update("DELETE FROM extent WHERE chunk_id = ?", bytes(deleted.value()));

        assertThat(claim("test", 10)).isEmpty();
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-6 an item that no one can do now waits with the reason, and is done when a node comes")
    void withoutATargetAnItemWaits() {
        NodeId first = register("node-1", "a");
        ChunkId chunk = chunk(2, first);
        scanAll();

        assertThat(claim("test", 10)).isEmpty();
        assertThat(lastError()).isEqualTo("no node can take a replica: node-1 has a replica of the chunk already");

        NodeId second = register("node-2", "b");
        assertThat(claim("test", 10)).as("not due yet").isEmpty();
        makeDue();
        complete(claim("test", 10).getFirst());
        assertThat(replicas(chunk)).containsOnlyKeys(first, second);
    }

    @Test
    @DisplayName("I-6 items that no one can do now don't keep a worker from those that can be done")
    void itemsThatCanNotBeDoneAreNoObstacle() {
        NodeId small = register("node-1", "a", 10);
        NodeId dying = register("node-2", "b");
        IntStream.range(0, 120).forEach(_ -> chunk(3, dying));
        ChunkId possible = chunk(4, small, dying);
        scanAll();
        makeDue();
        kill(dying);
        register("node-3", "c");

        assertThat(claim("test", 1)).extracting(RepairTask::chunkId).containsExactly(possible);
    }

    @Test
    @DisplayName("I-9 a node takes part in few copies at once")
    void copiesPerNodeAreLimited() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        IntStream.range(0, 12).forEach(_ -> chunk(2, first));
        scanAll();

        List<RepairTask> tasks = claim("test", 100);

        assertThat(tasks).as("endangered: four times the base of 2").hasSize(8);
        assertThat(claim("another", 10)).as("the others wait").isEmpty();
        complete(tasks.getFirst());
        assertThat(claim("test", 10)).hasSize(1);
        assertThat(work()).hasSize(11);
    }

    @Test
    @DisplayName("I-1 I-6 a completion records the replica and ends the work")
    void aCompletionEndsTheWork() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        Instant before = databaseClock.instant();

        complete(task);

        assertThat(replicas(chunk)).isEqualTo(Map.of(first, ReplicaState.GOOD, second, ReplicaState.GOOD));
        assertThat(verifiedAt(chunk, second)).isAfterOrEqualTo(before);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-8 a completion whose answer was lost may be told again, also when more copies are needed")
    void aCompletionMayBeRepeated() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        register("node-3", "c");
        ChunkId chunk = chunk(3, first);
        scanAll();

        RepairTask task = claim("test", 1).getFirst();
        complete(task);
        complete(task);
        assertThat(replicas(chunk)).hasSize(2);
        assertThat(work()).isEqualTo(Map.of(chunk, "10 2 of 3 replicas"));

        RepairTask next = claim("test", 1).getFirst();
        complete(next);
        complete(next);
        complete(task);
        assertThat(replicas(chunk)).hasSize(3);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-3 a bad replica is replaced in place when no other node is left")
    void aBadReplicaIsReplacedInPlace() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        replica(chunk, second, ReplicaState.CORRUPT);
        scanAll();

        RepairTask task = claim("test", 1).getFirst();
        complete(task);

        assertThat(List.of(task.source().id(), task.target().id())).containsExactly(first, second);
        assertThat(replicas(chunk)).containsEntry(second, ReplicaState.GOOD);
    }

    @Test
    @DisplayName(
            "I-10 a receipt that is told late proves what was true then: the node verifies the replica before it counts")
    void aReceiptThatIsToldLateIsVerified() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        Receipt late = new Receipt(
                cluster.id(),
                chunk,
                second,
                task.lengthBytes(),
                task.crc32c(),
                Instant.now().minus(Duration.ofMinutes(20)));

        complete(task, tokens.sign(late));

        assertThat(replicas(chunk)).containsEntry(second, ReplicaState.SUSPECT);
    }

    @Test
    @DisplayName("I-2 I-3 a copy counts only by its target's receipt for the very bytes")
    void aReceiptMustMatch() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        NodeId target = task.target().id();
        Crc32c crc32c = task.crc32c();

        for (Receipt wrong : List.of(
                receipt(ClusterId.random(), chunk, target, 1000, crc32c),
                receipt(cluster.id(), ChunkId.random(), target, 1000, crc32c),
                receipt(cluster.id(), chunk, first, 1000, crc32c),
                receipt(cluster.id(), chunk, target, 999, crc32c),
                receipt(cluster.id(), chunk, target, 1000, new Crc32c(8)))) {
            refusal(ErrorCode.RECEIPT_INVALID, () -> complete(task, tokens.sign(wrong)));
        }
        refusal(ErrorCode.RECEIPT_INVALID, () -> complete(task, "forged"));
        refusal(ErrorCode.RECEIPT_INVALID, () -> complete(task, task.token()));
        refusal(ErrorCode.INVALID_REQUEST, () -> complete(task, null));

        assertThat(replicas(chunk)).containsOnlyKeys(first);
        complete(task);
        assertThat(replicas(chunk)).containsOnlyKeys(first, target);
    }

    @Test
    @DisplayName("I-7 a worker that died loses its item to another, and its late result counts for nothing")
    void anExpiredClaimGoesToAnother() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        register("node-3", "c");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask lost = claim("dies", 1).getFirst();
        expireClaims();

        RepairTask taken = claim("lives", 1).getFirst();

        assertThat(taken.workId()).isEqualTo(lost.workId());
        assertThat(taken.fence()).isGreaterThan(lost.fence());
        refusal(ErrorCode.CLAIM_LOST, () -> complete(lost));
        refusal(ErrorCode.CLAIM_LOST, () -> fail(lost, "too late"));
        assertThat(replicas(chunk)).containsOnlyKeys(first);
        complete(taken);
        assertThat(replicas(chunk)).containsOnlyKeys(first, taken.target().id());
        refusal(ErrorCode.CLAIM_LOST, () -> fail(taken, "after success"));
    }

    @Test
    void aLateResultCountsWhileNobodyElseHasTheItem() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("slow", 1).getFirst();
        expireClaims();

        complete(task);

        assertThat(replicas(chunk)).containsOnlyKeys(first, second);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-8 a failure is kept with its error, told twice or not, and tried again later")
    void aFailureWaitsAndIsTriedAgain() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();

        fail(task, "node-2 answered 507: disk full");
        fail(task, "node-2 answered 507: disk full");

        assertThat(lastError()).isEqualTo("node-2 answered 507: disk full");
        assertThat(jdbc.sql("SELECT attempts FROM work").query(Integer.class).single())
                .isEqualTo(1);
        assertThat(claim("test", 1)).as("not due yet").isEmpty();
        refusal(ErrorCode.CLAIM_LOST, () -> complete(task));
        makeDue();
        RepairTask again = claim("test", 1).getFirst();
        assertThat(again.fence()).isGreaterThan(task.fence());
        complete(again);
        assertThat(replicas(chunk)).hasSize(2);
    }

    @Test
    void resultsOfWorkThatNobodyKnowsAreRefused() {
        register("node-1", "a");
        String receipt = tokens.sign(receipt(cluster.id(), ChunkId.random(), NodeId.random(), 1, Crc32c.EMPTY));

        refusal(ErrorCode.CLAIM_LOST, () -> api.completeRepair(Ids.next(), new RepairCompletion(1, receipt)));
        refusal(ErrorCode.CLAIM_LOST, () -> api.failRepair(Ids.next(), new RepairFailure(1, "?")));
    }

    @Test
    void aChunkThatIsGoneLeavesNoWork() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        for (String table : List.of("extent", "replica")) {
            update("DELETE FROM " + table + " WHERE chunk_id = ?", bytes(chunk.value()));
        }
        update("DELETE FROM chunk WHERE id = ?", bytes(chunk.value()));

        complete(task);

        assertThat(work()).isEmpty();
        assertThat(replicas(chunk)).isEmpty();
    }

    @Test
    @DisplayName("I-7 of workers that claim at once, each item goes to one")
    void claimersAtOnceNeverShareAnItem() throws Exception {
        List<NodeId> nodes = IntStream.range(0, 8)
                .mapToObj(i -> register("node-" + i, "zone-" + i))
                .toList();
        IntStream.range(0, 16).forEach(i -> chunk(2, nodes.get(i % 8)));
        scanAll();

        List<List<RepairTask>> claims = atOnce(6, () -> claim("test", 4));

        List<RepairTask> tasks = claims.stream().flatMap(List::stream).toList();
        assertThat(tasks).isNotEmpty();
        assertThat(tasks).extracting(RepairTask::workId).doesNotHaveDuplicates();
        assertThat(tasks).extracting(RepairTask::fence).containsOnly(1L);
    }

    @Test
    @DisplayName("I-7 of workers that saw the same item, one gets it")
    void anItemIsClaimedOnce() throws Exception {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeAddress source = new NodeAddress(first, "node-1", "a", "http://node-1:1");
        NodeAddress target = new NodeAddress(second, "node-2", "b", "http://node-2:1");
        Copy copy = new Copy(RepairClass.ENDANGERED, source, target);
        for (int i = 0; i < 10; i++) {
            chunk(2, first);
        }
        scanAll();
        for (WorkItem item : queue.due(10, 0)) {
            Instant until = databaseClock.instant().plusSeconds(60);

            List<Boolean> outcomes = atOnce(4, () -> transactions.call(() -> queue.claim(item, "test", until, copy)));

            assertThat(outcomes).containsExactlyInAnyOrder(true, false, false, false);
        }
    }

    @Test
    @DisplayName("I-4 a replica too many goes to quarantine with its proof, and once only")
    void aScanTrims() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId chunk = chunk(2, first, second, third);
        update("UPDATE node SET used_bytes = 500 WHERE id = ?", bytes(second.value()));

        RepairScan scan = api.scanForRepairs(new RepairScanRequest(null, 100, null));

        assertThat(scan).isEqualTo(new RepairScan(1, 0, 0, 1, null, scan.focus()));
        assertThat(replicas(chunk)).containsOnlyKeys(first, third);
        assertThat(removals(chunk))
                .isEqualTo(Map.of(second, "EXCESS REQUESTED 3 replicas, 2 wanted; good ones stay on node-1, node-3"));
        assertThat(api.scanForRepairs(new RepairScanRequest(null, 100, null)).trimmedReplicas())
                .isZero();
    }

    @Test
    @DisplayName(
            "I-4 a bad replica goes when good ones stand elsewhere, a lost one is forgotten, a dead node's is kept")
    void aScanTrimsBadReplicas() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        NodeId fourth = register("node-4", "d");
        NodeId fifth = register("node-5", "e");
        ChunkId chunk = chunk(2, first, second);
        replica(chunk, third, ReplicaState.CORRUPT);
        replica(chunk, fourth, ReplicaState.MISSING);
        replica(chunk, fifth, ReplicaState.CORRUPT);
        kill(fifth);

        assertThat(api.scanForRepairs(new RepairScanRequest(null, 100, null)).trimmedReplicas())
                .isEqualTo(2);

        assertThat(replicas(chunk)).containsOnlyKeys(first, second, fifth);
        assertThat(removals(chunk))
                .isEqualTo(Map.of(third, "CORRUPT REQUESTED 2 good replicas stand elsewhere: node-1, node-2"));
    }

    @Test
    @DisplayName("I-4 of several that trim a chunk at once, together they remove no more than the surplus")
    void trimmersAtOnceRemoveTheSurplusOnce() throws Exception {
        NodeId[] nodes = IntStream.range(0, 5)
                .mapToObj(i -> register("node-" + i, "zone-" + i))
                .toArray(NodeId[]::new);
        List<ChunkId> chunks =
                IntStream.range(0, 5).mapToObj(_ -> chunk(2, nodes)).toList();

        List<Integer> trimmed = atOnce(
                4,
                () -> api.scanForRepairs(new RepairScanRequest(null, 100, null)).trimmedReplicas());

        assertThat(trimmed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(15);
        assertThat(chunks).allSatisfy(chunk -> assertThat(replicas(chunk)).hasSize(2));
    }

    @Test
    @DisplayName("I-5 one of two replicas in a zone moves to a zone with room: copied first, then quarantined")
    void aMisplacedReplicaMoves() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "a");
        NodeId third = register("node-3", "b");
        ChunkId chunk = chunk(2, first, second);

        RepairScan scan = api.scanForRepairs(new RepairScanRequest(null, 100, null));
        RepairTask task = claim("test", 1).getFirst();

        assertThat(scan).isEqualTo(new RepairScan(1, 0, 1, 0, null, scan.focus()));
        assertThat(task.repairClass()).isEqualTo(RepairClass.MISPLACED);
        assertThat(task.target().id()).isEqualTo(third);
        assertThat(replicas(chunk)).as("nothing goes before the copy is there").containsOnlyKeys(first, second);
        complete(task);
        assertThat(replicas(chunk)).hasSize(2).containsEntry(third, ReplicaState.GOOD);
        assertThat(removals(chunk)).hasSize(1);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-7 a move whose worker died is done by another; the first one's late result is refused")
    void aMovesClaimHasAFenceToo() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "a");
        NodeId third = register("node-3", "b");
        ChunkId chunk = chunk(2, first, second);
        scanAll();
        RepairTask lost = claim("dies", 1).getFirst();
        assertThat(claim("lives", 1)).as("claimed").isEmpty();
        expireClaims();

        RepairTask taken = claim("lives", 1).getFirst();

        assertThat(taken.workId()).isEqualTo(lost.workId());
        refusal(ErrorCode.CLAIM_LOST, () -> complete(lost));
        assertThat(replicas(chunk)).containsOnlyKeys(first, second);
        complete(taken);
        complete(taken);
        assertThat(replicas(chunk)).hasSize(2).containsKey(third);
        assertThat(removals(chunk)).hasSize(1);
    }

    @Test
    @DisplayName("I-6 a draining node's chunks are copied away, after everything that is at risk")
    void aDrainingNodesChunksAreCopiedAway() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId draining = chunk(2, first, second);
        ChunkId endangered = chunk(2, third);
        adminState(second, "DRAINING");
        noneHasReported();

        RepairScan scan = api.scanForRepairs(new RepairScanRequest(null, 100, null));

        assertThat(scan.focus()).extracting(ScanFocus::nodeId).containsExactly(second);
        assertThat(work())
                .isEqualTo(Map.of(
                        draining, "15 1 of 2 replicas: node-2 draining",
                        endangered, "0 1 of 2 replicas"));
        List<RepairTask> tasks = claim("test", 10);
        assertThat(tasks)
                .extracting(RepairTask::repairClass)
                .containsExactly(RepairClass.ENDANGERED, RepairClass.DRAINING);
        tasks.forEach(this::complete);
        assertThat(replicas(draining)).containsOnlyKeys(first, second, third);
        assertThat(scanAll()).isZero();
    }

    @Test
    void aScanOfANodeSeesItsChunksOnly() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "c");
        ChunkId good = chunk(2, first, second);
        ChunkId bad = chunk(3, first);
        replica(bad, second, ReplicaState.MISSING);
        ChunkId other = chunk(2, first);

        RepairScan page1 = api.scanForRepairs(new RepairScanRequest(null, 1, second));
        RepairScan page2 = api.scanForRepairs(new RepairScanRequest(page1.next(), 1, second));
        RepairScan page3 = api.scanForRepairs(new RepairScanRequest(page2.next(), 1, second));

        assertThat(List.of(page1.examinedChunks(), page2.examinedChunks(), page3.examinedChunks()))
                .containsExactly(1, 1, 0);
        assertThat(page3.next()).isNull();
        assertThat(work()).containsOnlyKeys(bad).doesNotContainKeys(good, other);
    }

    @Test
    @DisplayName("in safe mode scans only count, and nothing is handed out")
    void safeModeHoldsBack() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        chunk(2, first);
        ChunkId excess = chunk(2, first, second, third);
        scanAll();
        chunk(2, second);
        replica(excess, third, ReplicaState.GOOD);
        replica(excess, second, ReplicaState.GOOD);
        replica(excess, first, ReplicaState.GOOD);
        List.of(first, second, third).forEach(node -> silence(node, Duration.ofSeconds(5)));
        startOfListening(databaseClock.instant());

        RepairScan scan = api.scanForRepairs(new RepairScanRequest(null, 100, null));

        assertThat(scan).isEqualTo(new RepairScan(3, 2, 0, 0, null, List.of()));
        assertThat(work()).as("found before").hasSize(1);
        assertThat(replicas(excess)).hasSize(3);
        assertThat(claim("test", 10)).isEmpty();
        assertThat(api.balance().verdict()).startsWith("safe mode: ");
    }

    @Test
    @DisplayName("I-4 a copy of a chunk that was given up meanwhile goes the way of its other replicas")
    void aCopyOfAReclaimedChunkIsRemoved() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        update("DELETE FROM extent WHERE chunk_id = ?", bytes(chunk.value()));
        update("UPDATE chunk SET reclaimed_at = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(chunk.value()));

        complete(task);

        assertThat(replicas(chunk)).doesNotContainKey(second);
        assertThat(removals(chunk))
                .isEqualTo(Map.of(second, "RECLAIMED REQUESTED copied while the chunk's replicas were given up"));
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-4 a copy to a node that has just moved a file of the chunk away is to be verified first")
    void aCopyNextToARemovalIsDoubtful() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        scanAll();
        RepairTask task = claim("test", 1).getFirst();
        RemovalRequest other = new RemovalRequest(chunk, second, 1000, RemovalReason.CORRUPT, "its bytes were bad");
        transactions.run(() -> removals.request(other));

        complete(task);
        complete(task);

        assertThat(replicas(chunk)).containsEntry(second, ReplicaState.SUSPECT);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName(
            "a copy to a node that has an older file of the chunk in quarantine counts at once, and is not trimmed again")
    void aCopyNextToAnOldQuarantineCounts() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        ChunkId chunk = chunk(2, first);
        transactions.run(
                () -> removals.request(new RemovalRequest(chunk, second, 1000, RemovalReason.EXCESS, "one too many")));
        update("UPDATE removal SET state = 'QUARANTINED'");
        update(
                "UPDATE ledger SET at = ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofHours(1))));
        scanAll();

        complete(claim("test", 1).getFirst());

        assertThat(replicas(chunk)).containsEntry(second, ReplicaState.GOOD);
    }

    @Test
    @DisplayName("a fuller node hands replicas to an emptier one, when nothing more urgent is to be done")
    void balancing() {
        NodeId full = register("node-1", "a");
        NodeId empty = register("node-2", "a");
        NodeId other = register("node-3", "b");
        fill(full, 9_000, 9_000);
        fill(empty, 1_000, 10_000);
        fill(other, 5_000, 10_000);
        ChunkId chunk = chunk(2, full, other);
        ChunkId urgent = chunk(2, other);
        scanAll();
        assertThat(api.balance().verdict()).isEqualTo("repair comes first");
        claim("test", 10).forEach(this::complete);
        assertThat(replicas(urgent)).hasSize(2);

        assertThat(api.balance().plannedMoves()).isPositive();
        assertThat(work().get(chunk)).isEqualTo("30 node-1 is 100.0 % full, node-2 10.0 %");
        RepairTask task = claim("test", 1).getFirst();
        assertThat(task.repairClass()).isEqualTo(RepairClass.BALANCE);
        assertThat(task.target().id()).isEqualTo(empty);
        complete(task);
        assertThat(replicas(chunk)).containsOnlyKeys(empty, other);
        assertThat(removals(chunk)).containsOnlyKeys(full);
    }

    @Test
    @DisplayName("I-9 as many moves as allowed are planned, and none when nodes are even enough")
    void balancingHasABoundAndAnEnd() {
        NodeId full = register("node-1", "a");
        NodeId empty = register("node-2", "b");
        fill(full, 900_000, 1_000_000);
        fill(empty, 0, 1_000_000);
        IntStream.range(0, 30).forEach(_ -> chunk(1, full));

        assertThat(api.balance().plannedMoves()).isEqualTo(20);
        assertThat(api.balance().verdict()).endsWith("20 moves are under way");
        fill(full, 460_000, 1_000_000);
        fill(empty, 440_000, 1_000_000);
        assertThat(api.balance().verdict()).endsWith("even enough");
        fill(full, 440_000, 1_000_000);
        fill(empty, 460_000, 1_000_000);
        assertThat(claim("test", 10)).as("senseless by now").isEmpty();
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-10 work items are shown with their files, the most urgent first")
    void workItemsAreShown() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "c");
        ChunkId under = chunk(3, first, second);
        ChunkId endangered = chunk(2, first);
        scanAll();

        RepairItems page1 = items.page(null, 1);
        RepairItems page2 = items.page(page1.next(), 1);
        RepairItems page3 = items.page(page2.next(), 1);

        assertThat(page1.total()).isEqualTo(2);
        RepairItem item = page1.items().getFirst();
        assertThat(item.chunkId()).isEqualTo(endangered);
        assertThat(item.repairClass()).isEqualTo(RepairClass.ENDANGERED);
        assertThat(item.reason()).isEqualTo("1 of 2 replicas");
        assertThat(page2.items()).extracting(RepairItem::chunkId).containsExactly(under);
        assertThat(page3.items()).isEmpty();
        assertThat(page3.next()).isNull();
        refusal(ErrorCode.INVALID_REQUEST, () -> items.page("nonsense", 1));
        refusal(ErrorCode.INVALID_REQUEST, () -> items.page(null, 0));
    }

    @Test
    void copiesAreCountedByTheMinute() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        chunk(2, first);
        chunk(2, first);
        scanAll();

        claim("test", 10).forEach(this::complete);

        assertThat(jdbc.sql("SELECT SUM(copies) FROM repair_rate")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(jdbc.sql("SELECT SUM(length_bytes) FROM repair_rate")
                        .query(Long.class)
                        .single())
                .isEqualTo(2000);
    }

    private void fill(NodeId node, long usedBytes, long capacityBytes) {
        update(
                "UPDATE node SET capacity_bytes = ?, used_bytes = ?, free_bytes = ? WHERE id = ?",
                capacityBytes,
                usedBytes,
                capacityBytes - usedBytes,
                bytes(node.value()));
    }

    /** By node: reason, state and detail. */
    private Map<NodeId, String> removals(ChunkId chunk) {
        Map<NodeId, String> removals = new HashMap<>();
        jdbc.sql("SELECT node_id, reason, state, detail FROM removal WHERE chunk_id = ?")
                .param(bytes(chunk.value()))
                .query(row -> {
                    removals.put(
                            new NodeId(SqlValues.uuid(row.getBytes(1))),
                            row.getString(2) + " " + row.getString(3) + " " + row.getString(4));
                });
        return removals;
    }

    /**
     * Nodes die and come back, workers die with their claims, results are lost or told twice, replicas rot. In the end
     * everything is well again, nothing was lost, and no chunk has two replicas on a node.
     */
    @Test
    @DisplayName("I-5 I-6 I-7 I-8 whatever dies in between, every chunk returns to its replication factor by itself")
    void everyChunkReturnsToItsFactor() {
        long seed = Long.getLong("dfs.seed", System.nanoTime());
        Random random = new Random(seed);
        List<NodeId> nodes = IntStream.range(0, 6)
                .mapToObj(i -> register("node-" + i, "zone-" + i / 2))
                .toList();
        List<ChunkId> chunks = IntStream.range(0, 12)
                .mapToObj(i -> chunk(3, nodes.get(i % 6), nodes.get((i + 2) % 6), nodes.get((i + 4) % 6)))
                .toList();

        for (int step = 0; step < 40; step++) {
            disturb(random, nodes, chunks);
        }
        for (int round = 0; round < 40 && (round == 0 || !work().isEmpty()); round++) {
            expireClaims();
            makeDue();
            scanAll();
            claim("healer", 100).forEach(this::complete);
        }

        assertThat(work()).as("seed %d", seed).isEmpty();
        assertThat(chunks)
                .as("seed %d", seed)
                .allSatisfy(chunk -> assertThat(goodReplicas(chunk)).hasSizeGreaterThanOrEqualTo(3));
        assertThat(scanAll()).as("seed %d", seed).isZero();
    }

    private void disturb(Random random, List<NodeId> nodes, List<ChunkId> chunks) {
        NodeId node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(6)) {
            case 0 -> {
                // One at a time: what all nodes lose at once, no repair brings back.
                nodes.forEach(this::revive);
                kill(node);
            }
            case 1 -> revive(node);
            case 2 -> rot(chunks.get(random.nextInt(chunks.size())), node);
            case 3 -> expireClaims();
            case 4 -> scanAll();
            case 5 -> makeDue();
        }
        for (RepairTask task : claim("worker", random.nextInt(1, 5))) {
            switch (random.nextInt(4)) {
                case 0 -> {} // the worker dies
                case 1 -> fail(task, "the copy broke");
                case 2 -> complete(task);
                case 3 -> {
                    complete(task);
                    complete(task);
                }
            }
        }
        if (random.nextInt(3) == 0) {
            nodes.forEach(this::revive);
        }
    }

    /** A replica goes bad, as long as two good ones are left. */
    private void rot(ChunkId chunk, NodeId node) {
        List<NodeId> good = goodReplicas(chunk);
        if (good.size() > 2 && good.contains(node)) {
            replica(chunk, node, ReplicaState.CORRUPT);
        }
    }

    private List<NodeId> goodReplicas(ChunkId chunk) {
        return replicas(chunk).entrySet().stream()
                .filter(replica -> replica.getValue() == ReplicaState.GOOD)
                .map(Map.Entry::getKey)
                .toList();
    }

    private String deadSince(NodeId node) {
        return "dead, last heard of at "
                + jdbc.sql("SELECT last_heartbeat_at FROM node WHERE id = ?")
                        .param(bytes(node.value()))
                        .query((row, _) -> SqlValues.instant(row, "last_heartbeat_at"))
                        .single();
    }

    /** How many chunks are short. */
    private int scanAll() {
        return api.scanForRepairs(new RepairScanRequest(null, 1000, null)).underReplicatedChunks();
    }

    private List<RepairTask> claim(String worker, int limit) {
        return api.claimRepairs(new RepairClaimRequest(worker, limit)).tasks();
    }

    private void complete(RepairTask task) {
        Receipt receipt = receipt(cluster.id(), task.chunkId(), task.target().id(), task.lengthBytes(), task.crc32c());
        complete(task, tokens.sign(receipt));
    }

    private void complete(RepairTask task, String receipt) {
        api.completeRepair(task.workId(), new RepairCompletion(task.fence(), receipt));
    }

    private void fail(RepairTask task, String error) {
        api.failRepair(task.workId(), new RepairFailure(task.fence(), error));
    }

    private static Receipt receipt(ClusterId cluster, ChunkId chunk, NodeId node, long lengthBytes, Crc32c crc32c) {
        return new Receipt(cluster, chunk, node, lengthBytes, crc32c, Instant.now());
    }

    private void expireClaims() {
        update("UPDATE work SET claimed_until = '2026-01-01 00:00:00' WHERE claimed_until IS NOT NULL");
    }

    private void makeDue() {
        update("UPDATE work SET next_attempt_at = '2026-01-01 00:00:00'");
    }

    private String lastError() {
        return jdbc.sql("SELECT last_error FROM work").query(String.class).single();
    }
}
