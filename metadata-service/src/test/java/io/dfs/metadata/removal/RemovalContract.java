package io.dfs.metadata.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.LedgerEntry.Step;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpOperationsApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.TestTokens;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

abstract class RemovalContract extends ServiceContract {

    private static final CloseableHttpClient HTTP =
            HttpClients.create(Duration.ofSeconds(5), Duration.ofSeconds(30), 4);

    @LocalServerPort
    private int port;

    /** As a person who looks after the cluster. */
    private OperationsApi operations;

    @Autowired
    private Removals removals;

    @Autowired
    private DueRemovals due;

    @Autowired
    private QuarantineAdoption adoption;

    @Autowired
    private Transactions transactions;

    private NodeId a;
    private NodeId b;
    private NodeId c;
    private NodeId d;

    @BeforeEach
    void fourNodes() {
        operations = new HttpOperationsApi(
                HTTP, URI.create("http://localhost:" + port), Retry.NEVER, () -> TestTokens.ADMIN);
        a = register("node-a", "1", 900 * GIB);
        b = register("node-b", "2", 900 * GIB);
        c = register("node-c", "3", 900 * GIB);
        d = register("node-d", "4", 900 * GIB);
        allHaveReported();
    }

    @Test
    @DisplayName("I-4 a removal goes through quarantine, and each step is in the ledger")
    void aRemovalGoesThroughQuarantine() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);

        assertThat(replicas(chunk)).containsOnlyKeys(a, b, c);
        RemovalCommand quarantine = onlyCommand(d);
        assertThat(quarantine.action()).isEqualTo(Action.QUARANTINE);
        assertThat(quarantine.chunkId()).isEqualTo(chunk);
        assertThat(onlyCommand(d)).as("told until it is done").isEqualTo(quarantine);
        assertThat(commands(a)).isEmpty();

        tell(d, quarantine, Outcome.QUARANTINED);
        assertThat(commands(d)).isEmpty();
        assertThat(due.take(100).unlinks()).as("the quarantine has only begun").isZero();

        age(chunk, Duration.ofHours(73));
        assertThat(due.take(100).unlinks()).isEqualTo(1);
        RemovalCommand unlink = onlyCommand(d);
        assertThat(unlink.action()).isEqualTo(Action.UNLINK);
        assertThat(unlink.removalId()).isEqualTo(quarantine.removalId());

        tell(d, unlink, Outcome.UNLINKED);
        assertThat(state(chunk)).isNull();
        assertThat(commands(d)).isEmpty();
        assertThat(steps(chunk)).containsExactly(Step.REQUESTED, Step.QUARANTINED, Step.UNLINKING, Step.UNLINKED);
    }

    @Test
    @DisplayName("I-8 outcomes told again, or late, change nothing")
    void repeatedOutcomesChangeNothing() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);
        RemovalCommand quarantine = onlyCommand(d);
        tell(d, quarantine, Outcome.QUARANTINED);
        replica(chunk, d, ReplicaState.GOOD);

        tell(d, quarantine, Outcome.QUARANTINED);
        tell(d, quarantine, Outcome.FAILED);
        tell(d, quarantine, Outcome.ABSENT);

        assertThat(state(chunk)).isEqualTo(RemovalState.QUARANTINED);
        assertThat(replicas(chunk).get(d)).as("copied there since").isEqualTo(ReplicaState.GOOD);
        assertThat(steps(chunk)).containsExactly(Step.REQUESTED, Step.QUARANTINED);
    }

    @Test
    void aNodeSpeaksOnlyOfItsOwnRemovals() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);
        RemovalCommand command = onlyCommand(d);

        tell(a, command, Outcome.ABSENT);
        api.reportRemovals(d, List.of(new RemovalResult(command.removalId(), ChunkId.random(), Outcome.ABSENT, 0, "")));

        assertThat(state(chunk)).isEqualTo(RemovalState.REQUESTED);
        refusal(ErrorCode.NODE_UNKNOWN, () -> tell(NodeId.random(), command, Outcome.ABSENT));
    }

    @Test
    @DisplayName("I-9 a node may tell a limited number of outcomes at once")
    void tooManyOutcomesAreRefused() {
        RemovalResult result = new RemovalResult(Ids.next(), ChunkId.random(), Outcome.ABSENT, 0, "");

        api.reportRemovals(d, Collections.nCopies(1000, result));

        refusal(ErrorCode.INVALID_REQUEST, () -> api.reportRemovals(d, Collections.nCopies(1001, result)));
    }

    @Test
    void aFailedStepKeepsItsErrorAndWaitsBeforeTheNextAttempt() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);
        RemovalCommand command = onlyCommand(d);

        api.reportRemovals(
                d, List.of(new RemovalResult(command.removalId(), chunk, Outcome.FAILED, 0, "the disk is gone")));

        assertThat(commands(d)).isEmpty();
        assertThat(item(chunk).lastError()).isEqualTo("the disk is gone");
        update("UPDATE removal SET tell_at = requested_at");
        assertThat(onlyCommand(d)).isEqualTo(command);
    }

    @Test
    @DisplayName(
            "I-4 a replica that was recorded while its removal was under way becomes suspect, and its node is asked")
    void aReplicaRecordedMeanwhileBecomesSuspect() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);
        replica(chunk, d, ReplicaState.GOOD);

        tell(d, onlyCommand(d), Outcome.QUARANTINED);

        assertThat(replicas(chunk).get(d)).isEqualTo(ReplicaState.SUSPECT);
    }

    @Test
    @DisplayName("I-4 a replica that is on its way already is not sent away a second time")
    void aSecondRequestIsTheFirst() {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, d, RemovalReason.EXCESS);

        request(chunk, d, RemovalReason.EXCESS);

        assertThat(commands(d)).hasSize(1);
        assertThat(steps(chunk)).containsExactly(Step.REQUESTED);
        assertThat(removals.pendingNodes(List.of(chunk))).isEqualTo(Map.of(chunk, Set.of(d)));
    }

    @Test
    @DisplayName("I-4 a node that was away for long gets no order before it is proven again")
    void anOldOrderIsProvenAnew() {
        ChunkId needed = chunk(3, a, b, c, d);
        ChunkId spare = chunk(3, a, b, c, d);
        request(needed, d, RemovalReason.EXCESS);
        request(spare, d, RemovalReason.EXCESS);
        age(needed, Duration.ofDays(30));
        age(spare, Duration.ofDays(30));
        replica(needed, a, ReplicaState.MISSING);

        assertThat(commands(d)).as("back after a month").isEmpty();
        due.take(100);

        assertThat(commands(d))
                .extracting(RemovalCommand::chunkId, RemovalCommand::action)
                .containsExactlyInAnyOrder(tuple(needed, Action.RESTORE), tuple(spare, Action.QUARANTINE));
    }

    @Test
    @DisplayName(
            "I-4 nothing is unlinked while the chunk has fewer verified replicas than it should: it comes back instead")
    void aNeededReplicaComesBack() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        replica(chunk, a, ReplicaState.CORRUPT);

        due.take(100);

        RemovalCommand restore = onlyCommand(d);
        assertThat(restore.action()).isEqualTo(Action.RESTORE);
        tell(d, restore, Outcome.RESTORED);
        assertThat(replicas(chunk).get(d)).isEqualTo(ReplicaState.SUSPECT);
        assertThat(verifiedAtOrNull(chunk, d)).as("a claim").isNull();
        assertThat(state(chunk)).isNull();
        assertThat(steps(chunk)).containsExactly(Step.REQUESTED, Step.QUARANTINED, Step.RESTORING, Step.RESTORED);
    }

    @Test
    @DisplayName("I-4 a replica that is only claimed is no reason to destroy another")
    void aClaimIsNoProof() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        update("UPDATE replica SET verified_at = NULL WHERE node_id = ?", bytes(a.value()));

        due.take(100);

        assertThat(state(chunk)).isEqualTo(RemovalState.RESTORING);
    }

    @Test
    @DisplayName("I-4 the bad replica of a chunk that is short stays in quarantine: it may be the best that is left")
    void aCorruptReplicaOfAShortChunkStays() {
        ChunkId chunk = quarantined(d, RemovalReason.CORRUPT);
        replica(chunk, a, ReplicaState.CORRUPT);

        due.take(100);

        assertThat(state(chunk)).isEqualTo(RemovalState.QUARANTINED);
    }

    @Test
    @DisplayName("I-4 what lies in quarantine comes back at once when nothing else of the chunk can be read")
    void quarantineIsASafetyNet() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        age(chunk, Duration.ofMinutes(1));
        List.of(a, b, c).forEach(node -> replica(chunk, node, ReplicaState.MISSING));

        due.take(100);
        assertThat(onlyCommand(d).action()).isEqualTo(Action.RESTORE);
        api.reportRemovals(
                d, List.of(new RemovalResult(onlyCommand(d).removalId(), chunk, Outcome.FAILED, 0, "bytes are bad")));
        due.take(100);

        assertThat(state(chunk)).isEqualTo(RemovalState.RESTORING);
        assertThat(item(chunk).lastError()).isEqualTo("bytes are bad");
        assertThat(commands(d)).as("not at once").isEmpty();
        update("UPDATE removal SET tell_at = ?", SqlValues.time(databaseClock.instant()));
        assertThat(onlyCommand(d).action())
                .as("but again: it may be the last copy")
                .isEqualTo(Action.RESTORE);
    }

    @Test
    @DisplayName(
            "I-4 what can't be brought back for as long as a quarantine takes goes only if enough others are proven")
    void whatCantBeBroughtBackGoesOnlyByProof() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        age(chunk, Duration.ofMinutes(1));
        List.of(a, b, c).forEach(node -> replica(chunk, node, ReplicaState.MISSING));
        due.take(100);
        api.reportRemovals(
                d,
                List.of(new RemovalResult(onlyCommand(d).removalId(), chunk, Outcome.FAILED, 0, "the disk is gone")));
        age(chunk, Duration.ofDays(4));
        due.take(100);
        assertThat(state(chunk)).isEqualTo(RemovalState.RESTORING);

        List.of(a, b, c).forEach(node -> replica(chunk, node, ReplicaState.GOOD));
        due.take(100);

        assertThat(state(chunk)).isEqualTo(RemovalState.UNLINKING);
    }

    @Test
    @DisplayName("I-4 an order to unlink that was not carried out in time is proven again")
    void anOldUnlinkIsProvenAnew() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        due.take(100);
        assertThat(onlyCommand(d).action()).isEqualTo(Action.UNLINK);
        age(chunk, Duration.ofMinutes(11));
        replica(chunk, a, ReplicaState.MISSING);

        assertThat(commands(d)).isEmpty();
        due.take(100);

        assertThat(onlyCommand(d).action()).isEqualTo(Action.RESTORE);
    }

    @Test
    @DisplayName("I-4 a node that does not answer is not told to unlink: it would act on an old proof when it is back")
    void aSilentNodeIsNotToldToUnlink() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        kill(d);

        assertThat(due.take(100).unlinks()).isZero();

        assertThat(state(chunk)).isEqualTo(RemovalState.QUARANTINED);
    }

    @Test
    void quarantineIsShorterOnANodeThatIsShortOfSpace() {
        ChunkId pressed = quarantined(d, RemovalReason.EXCESS);
        ChunkId relaxed = quarantined(a, RemovalReason.EXCESS);
        age(pressed, Duration.ofHours(2));
        age(relaxed, Duration.ofHours(2));
        update("UPDATE node SET free_bytes = capacity_bytes / 100 * 9 WHERE id = ?", bytes(d.value()));

        due.take(100);

        assertThat(state(pressed)).isEqualTo(RemovalState.UNLINKING);
        assertThat(state(relaxed)).isEqualTo(RemovalState.QUARANTINED);
    }

    @Test
    @DisplayName("I-4 I-8 a person brings a replica back, and may ask twice")
    void aPersonBringsAReplicaBack() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        UUID id = item(chunk).removalId();

        assertThat(operations.restoreFromQuarantine(id).state()).isEqualTo(RemovalState.RESTORING);
        assertThat(operations.restoreFromQuarantine(id).state()).isEqualTo(RemovalState.RESTORING);

        tell(d, onlyCommand(d), Outcome.RESTORED);
        assertThat(replicas(chunk)).containsEntry(d, ReplicaState.SUSPECT);
        DfsException over = refusal(ErrorCode.NOT_FOUND, () -> operations.restoreFromQuarantine(id));
        assertThat(over).hasMessageContaining("ledger");
    }

    @Test
    void whatCanNotBeBroughtBackIsRefusedWithTheReason() {
        ChunkId early = chunk(3, a, b, c, d);
        request(early, d, RemovalReason.EXCESS);
        ChunkId doubled = quarantined(d, RemovalReason.EXCESS);
        replica(doubled, d, ReplicaState.GOOD);
        ChunkId givenUp = quarantined(d, RemovalReason.RECLAIMED);
        update("DELETE FROM extent WHERE chunk_id = ?", bytes(givenUp.value()));
        update("UPDATE chunk SET reclaimed_at = created_at WHERE id = ?", bytes(givenUp.value()));

        assertThat(refusedRestore(early)).hasMessageContaining("not put it there yet");
        assertThat(refusedRestore(doubled)).hasMessageContaining("in service");
        assertThat(refusedRestore(givenUp)).hasMessageContaining("given up");
    }

    private DfsException refusedRestore(ChunkId chunk) {
        return refusal(
                ErrorCode.RESTORE_REFUSED,
                () -> operations.restoreFromQuarantine(item(chunk).removalId()));
    }

    @Test
    void theQuarantineIsListedPageByPage() {
        List<ChunkId> chunks = IntStream.range(0, 3)
                .mapToObj(_ -> quarantined(d, RemovalReason.EXCESS))
                .toList();

        QuarantinePage first = operations.quarantine(null, 2);
        QuarantinePage second = operations.quarantine(first.next(), 2);

        assertThat(first.items()).extracting(QuarantineItem::chunkId).containsExactlyElementsOf(chunks.subList(0, 2));
        assertThat(second.items()).extracting(QuarantineItem::chunkId).containsExactly(chunks.get(2));
        assertThat(second.next()).isNull();
        QuarantineItem item = second.items().getFirst();
        assertThat(item.node()).isEqualTo("node-d");
        assertThat(item.reason()).isEqualTo(RemovalReason.EXCESS);
        assertThat(item.unlinkAfter()).isBefore(databaseClock.instant());
    }

    @Test
    @DisplayName(
            "I-4 files in quarantine that no removal tells of are taken into the books once, or come back if they are needed")
    void unknownQuarantineIsAdopted() {
        ChunkId whole = chunk(3, a, b, c);
        ChunkId shortChunk = chunk(3, a, b);
        List<QuarantinedFile> files = List.of(file(whole), file(shortChunk), file(ChunkId.random()));

        assertThat(transactions.call(() -> adoption.adopt(d, files))).isEqualTo(3);
        assertThat(transactions.call(() -> adoption.adopt(d, files))).isZero();

        assertThat(state(whole)).isEqualTo(RemovalState.QUARANTINED);
        assertThat(state(shortChunk)).isEqualTo(RemovalState.RESTORING);
        assertThat(state(files.get(2).chunkId())).isEqualTo(RemovalState.QUARANTINED);
        assertThat(onlyCommand(d).removalId()).isEqualTo(files.get(1).removalId());
        assertThat(steps(whole)).containsExactly(Step.QUARANTINED);
    }

    @Test
    @DisplayName(
            "I-4 replicas of a node that is back, or of a restored database, prove nothing before the node has reported")
    void onlyWhatWasReportedSinceIsAProof() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);
        api.register(registration(c, "node-c", "3", 900 * GIB));

        assertThat(due.take(100).unlinks()).as("its disk may be a new one").isZero();
        assertThat(state(chunk)).isEqualTo(RemovalState.QUARANTINED);

        allHaveReported();
        update("UPDATE cluster SET reports_wanted_at = CURRENT_TIMESTAMP(6)");
        assertThat(due.take(100).unlinks()).as("the rows are old ones").isZero();

        allHaveReported();
        assertThat(due.take(100).unlinks()).isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 what the metadata does not know is not unlinked while a node has much of it")
    void muchThatIsUnknownStays() {
        ChunkId unknown = ChunkId.random();
        transactions.run(() -> adoption.adopt(d, List.of(file(unknown))));
        age(unknown, Duration.ofDays(4));
        update("UPDATE node SET reported_at = registered_at, reported_chunks = 100, unknown_chunks = 4");

        due.take(100);
        assertThat(state(unknown)).isEqualTo(RemovalState.QUARANTINED);

        update("UPDATE node SET orphans_accepted_at = CURRENT_TIMESTAMP(6)");
        due.take(100);
        assertThat(state(unknown)).isEqualTo(RemovalState.UNLINKING);
    }

    @Test
    @DisplayName("I-4 a chunk that was given up is remembered until the last of its replicas is gone")
    void aGivenUpChunkIsRemembered() {
        ChunkId chunk = quarantined(d, RemovalReason.RECLAIMED);
        update("DELETE FROM extent WHERE chunk_id = ?", bytes(chunk.value()));
        update("UPDATE chunk SET reclaimed_at = created_at WHERE id = ?", bytes(chunk.value()));
        List.of(a, b, c).forEach(node -> request(chunk, node, RemovalReason.RECLAIMED));
        due.take(100);
        tell(d, onlyCommand(d), Outcome.UNLINKED);
        tell(a, onlyCommand(a), Outcome.ABSENT);
        tell(b, onlyCommand(b), Outcome.ABSENT);
        assertThat(count("chunk")).isEqualTo(1);

        tell(c, onlyCommand(c), Outcome.ABSENT);

        assertThat(count("chunk")).isZero();
        assertThat(steps(chunk)).as("the ledger stays").hasSize(10);
    }

    @Test
    @DisplayName("I-9 pages have a limit")
    void pagesHaveALimit() {
        for (int limit : new int[] {0, -1, 1001}) {
            refusal(ErrorCode.INVALID_REQUEST, () -> operations.quarantine(null, limit));
            refusal(ErrorCode.INVALID_REQUEST, () -> operations.ledger(ChunkId.random(), null, limit));
        }
        assertThat(operations.quarantine(null, 1000).items()).isEmpty();
        assertThat(operations.ledger(ChunkId.random(), null, 1000).entries()).isEmpty();
    }

    @Test
    void theLedgerComesPageByPage() {
        ChunkId chunk = quarantined(d, RemovalReason.EXCESS);

        LedgerPage first = operations.ledger(chunk, null, 1);
        LedgerPage second = operations.ledger(chunk, first.next(), 1);

        assertThat(first.entries()).extracting(LedgerEntry::step).containsExactly(Step.REQUESTED);
        assertThat(second.entries()).extracting(LedgerEntry::step).containsExactly(Step.QUARANTINED);
        assertThat(second.next()).isNull();
        assertThat(first.entries().getFirst().node()).isEqualTo("node-d");
        assertThat(first.entries().getFirst().detail()).isEqualTo("a proof");
    }

    // The scene

    /** Of a chunk with four replicas and factor 3; the quarantine is over. */
    private ChunkId quarantined(NodeId node, RemovalReason reason) {
        ChunkId chunk = chunk(3, a, b, c, d);
        request(chunk, node, reason);
        tell(node, new RemovalCommand(item(chunk).removalId(), chunk, Action.QUARANTINE, ""), Outcome.QUARANTINED);
        age(chunk, Duration.ofHours(73));
        return chunk;
    }

    private static QuarantinedFile file(ChunkId chunk) {
        return new QuarantinedFile(Ids.next(), chunk, 1100, Instant.now());
    }

    private void request(ChunkId chunk, NodeId node, RemovalReason reason) {
        transactions.run(() -> removals.request(new RemovalRequest(chunk, node, 1000, reason, "a proof")));
    }

    private void tell(NodeId node, RemovalCommand command, Outcome outcome) {
        api.reportRemovals(node, List.of(new RemovalResult(command.removalId(), command.chunkId(), outcome, 1100, "")));
    }

    private List<RemovalCommand> commands(NodeId node) {
        return transactions.call(() -> removals.commandsFor(node, 100));
    }

    private RemovalCommand onlyCommand(NodeId node) {
        List<RemovalCommand> commands = commands(node);
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }

    /** As if the chunk's removals had been in their states for so long. */
    private void age(ChunkId chunk, Duration age) {
        update(
                "UPDATE removal SET changed_at = ? WHERE chunk_id = ?",
                SqlValues.time(databaseClock.instant().minus(age)),
                bytes(chunk.value()));
    }

    private QuarantineItem item(ChunkId chunk) {
        return removals.ofChunks(List.of(chunk)).get(chunk).getFirst();
    }

    private RemovalState state(ChunkId chunk) {
        List<QuarantineItem> found = removals.ofChunks(List.of(chunk)).get(chunk);
        return found == null ? null : found.getFirst().state();
    }

    private List<Step> steps(ChunkId chunk) {
        return operations.ledger(chunk, null, 100).entries().stream()
                .map(LedgerEntry::step)
                .toList();
    }

    private Instant verifiedAtOrNull(ChunkId chunk, NodeId node) {
        return jdbc.sql("SELECT verified_at FROM replica WHERE chunk_id = ? AND node_id = ?")
                .params(bytes(chunk.value()), bytes(node.value()))
                .query((row, _) -> Optional.ofNullable(SqlValues.instantOrNull(row, "verified_at")))
                .single()
                .orElse(null);
    }

    private long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
