package io.dfs.metadata.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ChunkReportReply;
import io.dfs.common.api.ChunkReportStart;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.removal.QuarantineAdoption;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.support.Concurrently;
import io.dfs.metadata.support.CountingDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

abstract class ChunkReportContract extends ServiceContract {

    private static final ChunkReportReply NOTHING = new ChunkReportReply(0, 0, 0);

    @Autowired
    ChunkReports reports;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcTemplate batches;

    @Autowired
    TransactionTemplate work;

    @Autowired
    LostReplicas lostReplicas;

    @Autowired
    Removals removals;

    @Autowired
    QuarantineAdoption quarantine;

    @Autowired
    SafeMode safeMode;

    private NodeId a;
    private NodeId b;

    @BeforeEach
    void nodes() {
        a = register("node-a", "1");
        b = register("node-b", "2");
        register("node-c", "3");
    }

    @Test
    void refusesUnknownNodesAndOlderRegistrations() {
        refusal(ErrorCode.NODE_UNKNOWN, () -> api.startChunkReport(NodeId.random()));
        refusal(ErrorCode.NODE_UNKNOWN, () -> api.reportChunks(NodeId.random(), whole(api.startChunkReport(a))));
        ChunkReportStart start = api.startChunkReport(a);
        api.register(registration(a, "node-a", "1", GIB));

        refusal(ErrorCode.NODE_UNKNOWN, () -> api.reportChunks(a, whole(start)));
    }

    @Test
    void refusesPagesThatAreWrongInThemselves() {
        ChunkReportStart start = api.startChunkReport(a);
        ChunkId chunk = ChunkId.random();

        refusal(ErrorCode.INVALID_REQUEST, () -> api.reportChunks(a, whole(start, List.of(chunk, chunk), List.of())));
        ChunkReportStart future =
                new ChunkReportStart(start.reportId(), start.startedAt().plus(Duration.ofHours(1)));
        refusal(ErrorCode.INVALID_REQUEST, () -> api.reportChunks(a, whole(future)));
    }

    @Test
    void aReportOfWhatIsRecordedChangesNothing() {
        ChunkId chunk = chunk(2, a, b);

        assertThat(report(a, chunk)).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).isEqualTo(Map.of(a, ReplicaState.GOOD, b, ReplicaState.GOOD));
        assertThat(work()).isEmpty();
        assertThat(figures(a)).isEqualTo("1 reported, 0 unknown");
    }

    @Test
    @DisplayName("I-6 a recorded replica that the node does not have is missing, and re-created")
    void aMissingReplicaIsMadeAnew() {
        ChunkId chunk = chunk(2, a, b);

        assertThat(report(a)).isEqualTo(new ChunkReportReply(0, 1, 0));

        assertThat(replicas(chunk)).isEqualTo(Map.of(a, ReplicaState.MISSING, b, ReplicaState.GOOD));
        assertThat(work()).containsOnlyKeys(chunk);
        assertThat(figures(a)).isEqualTo("0 reported, 0 unknown");
    }

    @Test
    @DisplayName("I-4 what was recorded after the report began is not missing")
    void whatIsNewerThanTheReportIsNotJudged() {
        ChunkReportStart start = api.startChunkReport(a);
        ChunkId chunk = chunk(2, a, b);
        update("UPDATE replica SET verified_at = CURRENT_TIMESTAMP(6)");

        assertThat(api.reportChunks(a, whole(start))).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).containsEntry(a, ReplicaState.GOOD);
    }

    @Test
    @DisplayName(
            "I-3 a known chunk that is not recorded is adopted, and counts as verified only when the node has done so")
    void aKnownChunkIsAdopted() {
        ChunkId chunk = chunk(2, b);

        assertThat(report(a, chunk)).isEqualTo(new ChunkReportReply(1, 0, 0));

        assertThat(replicas(chunk)).isEqualTo(Map.of(a, ReplicaState.SUSPECT, b, ReplicaState.GOOD));
        assertThat(isVerified(chunk, a)).isFalse();
        assertThat(api.heartbeat(a, heartbeat(1)).verify()).containsExactly(chunk);
        assertThat(report(a, chunk)).as("the same again").isEqualTo(NOTHING);
    }

    @Test
    @DisplayName(
            "I-6 replicas on a failed disk no longer count, are replaced at once, and come back through a verification")
    void replicasOnAFailedDiskNoLongerCount() {
        ChunkId recorded = chunk(2, a, b);
        ChunkId unrecorded = chunk(2, b);
        List<ChunkId> held = Stream.of(recorded, unrecorded).sorted().toList();
        ChunkReportStart start = api.startChunkReport(a);

        api.reportChunks(
                a, new ChunkReportPage(1, start.reportId(), start.startedAt(), null, null, held, held, List.of()));

        assertThat(replicas(recorded)).isEqualTo(Map.of(a, ReplicaState.FAILING, b, ReplicaState.GOOD));
        assertThat(replicas(unrecorded)).isEqualTo(Map.of(a, ReplicaState.FAILING, b, ReplicaState.GOOD));
        assertThat(work()).containsKey(recorded);
        assertThat(api.heartbeat(a, heartbeat(1)).verify()).isEmpty();

        report(a, recorded, unrecorded);

        assertThat(replicas(recorded)).containsEntry(a, ReplicaState.SUSPECT);
        assertThat(isVerified(recorded, a)).isFalse();
        assertThat(api.heartbeat(a, heartbeat(1)).verify()).containsExactlyElementsOf(held);
    }

    @Test
    @DisplayName("I-10 a report does not deny what came back from quarantine while it was made")
    void aReportDoesNotDenyWhatCameBackMeanwhile() {
        ChunkId chunk = chunk(2, b);
        ChunkReportStart start = api.startChunkReport(a);
        UUID removalId = Ids.next();
        api.reportChunks(
                a,
                whole(
                        api.startChunkReport(a),
                        List.of(),
                        List.of(new QuarantinedFile(removalId, chunk, 10, Instant.EPOCH))));
        api.reportRemovals(a, List.of(new RemovalResult(removalId, chunk, RemovalResult.Outcome.RESTORED, 10, "")));
        assertThat(replicas(chunk)).containsEntry(a, ReplicaState.SUSPECT);

        assertThat(api.reportChunks(a, whole(start))).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).containsEntry(a, ReplicaState.SUSPECT);
    }

    @Test
    void aReplicaThatWasMissingAndIsBackMustBeVerified() {
        ChunkId chunk = chunk(2, b);
        replica(chunk, a, ReplicaState.MISSING);

        assertThat(report(a, chunk)).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).containsEntry(a, ReplicaState.SUSPECT);
        assertThat(isVerified(chunk, a)).isFalse();
    }

    @Test
    @DisplayName("I-3 a replica that was found corrupt stays fenced, reported or not")
    void aCorruptReplicaStaysFenced() {
        ChunkId chunk = chunk(2, b);
        replica(chunk, a, ReplicaState.CORRUPT);

        assertThat(report(a, chunk)).isEqualTo(NOTHING);
        assertThat(report(a)).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).containsEntry(a, ReplicaState.CORRUPT);
    }

    @Test
    @DisplayName("I-4 a chunk that was given up while the node was away goes to quarantine, and is not brought back")
    void aReclaimedChunkGoes() {
        ChunkId chunk = unreferencedChunk(2);
        update("UPDATE chunk SET reclaimed_at = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(chunk.value()));

        assertThat(report(a, chunk)).isEqualTo(NOTHING);
        assertThat(report(a, chunk)).as("the same again").isEqualTo(NOTHING);

        assertThat(replicas(chunk)).isEmpty();
        assertThat(jdbc.sql("SELECT CONCAT(reason, ' ', state) FROM removal WHERE chunk_id = ? AND node_id = ?")
                        .params(bytes(chunk.value()), bytes(a.value()))
                        .query(String.class)
                        .list())
                .containsExactly("RECLAIMED REQUESTED");
        assertThat(figures(a)).isEqualTo("1 reported, 0 unknown");
    }

    @Test
    @DisplayName("I-4 a chunk that was given up by mistake, because a file needs it, is left where it is")
    void aReclaimedChunkThatAFileNeedsStays() {
        ChunkId chunk = chunk(2, b);
        update("UPDATE chunk SET reclaimed_at = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(chunk.value()));

        report(a, chunk);

        assertThat(rows("removal")).isZero();
    }

    @Test
    void aReplicaOnItsWayOutIsLeftToItsRemoval() {
        ChunkId chunk = chunk(1, b);
        update(
                "INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at,"
                        + " tell_at) VALUES (?, ?, ?, 1000, 'EXCESS', '', 'REQUESTED', CURRENT_TIMESTAMP(6),"
                        + " CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(Ids.next()),
                bytes(chunk.value()),
                bytes(a.value()));

        assertThat(report(a, chunk)).isEqualTo(NOTHING);

        assertThat(replicas(chunk)).containsOnlyKeys(b);
    }

    @Test
    @DisplayName("I-4 an unknown chunk is a claim only: remembered since when, dropped when it is gone or known")
    void anUnknownChunkIsAClaimOnly() {
        ChunkId gone = ChunkId.random();
        ChunkId kept = ChunkId.random();
        assertThat(report(a, gone, kept)).isEqualTo(new ChunkReportReply(0, 0, 2));
        assertThat(figures(a)).isEqualTo("2 reported, 2 unknown");
        Instant first = firstSeen(kept);

        assertThat(report(a, kept)).isEqualTo(new ChunkReportReply(0, 0, 1));

        assertThat(orphans()).containsExactly(kept);
        assertThat(firstSeen(kept)).isEqualTo(first);
        assertThat(rows("removal")).isZero();
        update(
                "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                        + " VALUES (?, 1000, 7, 2, CURRENT_TIMESTAMP(6))",
                bytes(kept.value()));
        assertThat(report(a, kept)).isEqualTo(new ChunkReportReply(1, 0, 0));
        assertThat(orphans()).isEmpty();
    }

    @Test
    @DisplayName("I-8 pages in any number, each once or more often, say the same as one page")
    void pagesMayComeTwice() {
        List<ChunkId> chunks = new ArrayList<>(
                Stream.generate(() -> chunk(2, b)).limit(20).sorted().toList());
        chunks.subList(0, 10).forEach(chunk -> replica(chunk, a, ReplicaState.GOOD));
        ChunkId missing = chunk(2, a, b);
        ChunkReportStart start = api.startChunkReport(a);
        ChunkId middle = chunks.get(9);
        ChunkReportPage first = page(start, null, middle, chunks.subList(0, 10), List.of());
        ChunkReportPage second = page(start, middle, null, chunks.subList(10, 20), List.of());

        assertThat(api.reportChunks(a, first)).isEqualTo(NOTHING);
        assertThat(api.reportChunks(a, first)).isEqualTo(NOTHING);
        assertThat(api.reportChunks(a, second)).isEqualTo(new ChunkReportReply(10, 1, 0));
        assertThat(api.reportChunks(a, second)).isEqualTo(NOTHING);

        assertThat(replicas(missing)).containsEntry(a, ReplicaState.MISSING);
        chunks.forEach(chunk -> assertThat(replicas(chunk)).containsKeys(a, b));
        assertThat(figures(a)).isEqualTo("20 reported, 0 unknown");
    }

    @Test
    void filesInQuarantineThatNobodyKnowsComeIntoTheBooks() {
        ChunkId chunk = chunk(1, b);
        QuarantinedFile file = new QuarantinedFile(Ids.next(), chunk, 1234, Instant.now());
        ChunkReportStart start = api.startChunkReport(a);

        api.reportChunks(a, whole(start, List.of(), List.of(file)));
        api.reportChunks(a, whole(start, List.of(), List.of(file)));

        assertThat(jdbc.sql("SELECT CONCAT(reason, ' ', state, ' ', length_bytes) FROM removal WHERE id = ?")
                        .param(bytes(file.removalId()))
                        .query(String.class)
                        .list())
                .containsExactly("REPLACED QUARANTINED 1234");
    }

    @Test
    @DisplayName("I-8 reports of several nodes, and several of one, do no harm to each other")
    void reportsAtOnceDoNoHarm() throws Exception {
        List<ChunkId> chunks =
                Stream.generate(() -> chunk(3)).limit(1_200).sorted().toList();
        List<ChunkId> unknown =
                Stream.generate(ChunkId::random).limit(20).sorted().toList();
        List<ChunkId> held =
                Stream.concat(chunks.stream(), unknown.stream()).sorted().toList();

        Concurrently.call(6, thread -> {
            NodeId node = thread % 2 == 0 ? a : b;
            return api.reportChunks(node, whole(api.startChunkReport(node), held, List.of()));
        });

        assertThat(jdbc.sql("SELECT COUNT(*) FROM replica WHERE state = 'SUSPECT' AND node_id IN (?, ?)")
                        .params(bytes(a.value()), bytes(b.value()))
                        .query(Long.class)
                        .single())
                .isEqualTo(2_400);
        assertThat(rows("orphan")).isEqualTo(40);
        assertThat(figures(a)).isEqualTo("1220 reported, 20 unknown");
    }

    @Test
    @DisplayName("I-9 100,000 chunks on a node: pages cost a few statements each, never one per chunk")
    void aReportOfManyChunksCostsFewStatements() {
        List<ChunkId> held = manyChunks(100_000, a);
        CountingDataSource counting = new CountingDataSource(dataSource);
        ChunkReports counted = counted(counting);
        List<ChunkReportPage> pages = pages(api.startChunkReport(a), held);

        long begun = System.nanoTime();
        pages.forEach(page -> assertThat(counted.merge(a, page)).isEqualTo(NOTHING));
        print("100,000 chunks as recorded", counting, begun);
        assertThat(counting.statements()).isLessThan(20 * pages.size());

        int before = counting.statements();
        begun = System.nanoTime();
        int adopted = counted.merge(b, pages(api.startChunkReport(b), held).getFirst())
                .adopted();
        print("10,000 chunks adopted", counting, begun);
        assertThat(adopted).isEqualTo(10_000);
        assertThat(counting.statements() - before).isLessThan(200);
    }

    @Test
    @DisplayName("I-9 a node that lost everything: all is missing and becomes work, whatever the number of pages")
    void aNodeThatLostEverythingIsMerged() {
        List<ChunkId> held = manyChunks(2 * Limits.MAX_CHUNKS_PER_REPORT_PAGE + 1, a);

        long begun = System.nanoTime();
        ChunkReportReply reply = reports.merge(a, whole(api.startChunkReport(a)));
        System.out.printf(
                "chunk report: %d chunks missing, in one page: %d ms%n",
                held.size(), (System.nanoTime() - begun) / 1_000_000);

        assertThat(reply).isEqualTo(new ChunkReportReply(0, held.size(), 0));
        assertThat(jdbc.sql("SELECT COUNT(*) FROM replica WHERE state = 'MISSING'")
                        .query(Long.class)
                        .single())
                .isEqualTo(held.size());
    }

    private static void print(String what, CountingDataSource counting, long begun) {
        System.out.printf(
                "chunk report: %s: %d ms, %d statements so far%n",
                what, (System.nanoTime() - begun) / 1_000_000, counting.statements());
    }

    private ChunkReports counted(CountingDataSource counting) {
        Transactions transactions = new Transactions(
                new TransactionTemplate(new DataSourceTransactionManager(counting)), new SimpleMeterRegistry());
        ReportTable table = new ReportTable(new JdbcTemplate(counting));
        return new ChunkReports(
                table,
                new ReportChanges(table, lostReplicas, removals, quarantine, safeMode, transactions),
                transactions,
                databaseClock);
    }

    private List<ChunkId> manyChunks(int count, NodeId holder) {
        List<ChunkId> chunks =
                Stream.generate(ChunkId::random).limit(count).sorted().toList();
        for (int from = 0; from < count; from += 10_000) {
            List<ChunkId> part = chunks.subList(from, Math.min(count, from + 10_000));
            work.executeWithoutResult(_ -> {
                batches.batchUpdate(
                        "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                                + " VALUES (?, 1000, 7, 2, CURRENT_TIMESTAMP(6))",
                        part.stream()
                                .map(chunk -> new Object[] {bytes(chunk.value())})
                                .toList());
                batches.batchUpdate(
                        "INSERT INTO replica (chunk_id, node_id, state, verified_at)"
                                + " VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))",
                        part.stream()
                                .map(chunk -> new Object[] {bytes(chunk.value()), bytes(holder.value())})
                                .toList());
            });
        }
        return chunks;
    }

    private static List<ChunkReportPage> pages(ChunkReportStart start, List<ChunkId> held) {
        int size = Limits.MAX_CHUNKS_PER_REPORT_PAGE;
        int count = (held.size() + size - 1) / size;
        return IntStream.range(0, count)
                .mapToObj(i -> page(
                        start,
                        i == 0 ? null : held.get(i * size - 1),
                        i == count - 1 ? null : held.get((i + 1) * size - 1),
                        held.subList(i * size, Math.min(held.size(), (i + 1) * size)),
                        List.of()))
                .toList();
    }

    private ChunkReportReply report(NodeId node, ChunkId... chunks) {
        return api.reportChunks(
                node,
                whole(api.startChunkReport(node), Stream.of(chunks).sorted().toList(), List.of()));
    }

    private static ChunkReportPage whole(ChunkReportStart start) {
        return whole(start, List.of(), List.of());
    }

    private static ChunkReportPage whole(
            ChunkReportStart start, List<ChunkId> chunks, List<QuarantinedFile> quarantined) {
        return page(start, null, null, chunks, quarantined);
    }

    private static ChunkReportPage page(
            ChunkReportStart start,
            @Nullable ChunkId after,
            @Nullable ChunkId through,
            List<ChunkId> chunks,
            List<QuarantinedFile> quarantined) {
        return new ChunkReportPage(
                1, start.reportId(), start.startedAt(), after, through, chunks, List.of(), quarantined);
    }

    private boolean isVerified(ChunkId chunk, NodeId node) {
        return jdbc.sql("SELECT verified_at IS NOT NULL FROM replica WHERE chunk_id = ? AND node_id = ?")
                .params(bytes(chunk.value()), bytes(node.value()))
                .query(Boolean.class)
                .single();
    }

    private List<ChunkId> orphans() {
        return jdbc.sql("SELECT chunk_id FROM orphan")
                .query((row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))))
                .list();
    }

    private Instant firstSeen(ChunkId chunk) {
        return jdbc.sql("SELECT first_seen_at FROM orphan WHERE chunk_id = ?")
                .param(bytes(chunk.value()))
                .query((row, _) -> SqlValues.instant(row, "first_seen_at"))
                .single();
    }

    private String figures(NodeId node) {
        return jdbc.sql("SELECT reported_chunks, unknown_chunks FROM node WHERE id = ? AND reported_at IS NOT NULL")
                .param(bytes(node.value()))
                .query((row, _) -> row.getLong(1) + " reported, " + row.getLong(2) + " unknown")
                .single();
    }

    private long rows(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
