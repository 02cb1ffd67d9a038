package io.dfs.node.report;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.node.TestCluster;
import io.dfs.node.chunk.InMemoryChunkStore;
import io.dfs.node.chunk.RecordingWatcher;
import io.dfs.node.identity.Membership;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChunkReportsTest {

    private static final Duration INTERVAL = Duration.ofHours(6);

    private final AtomicLong nanoTime = new AtomicLong();
    private final Membership membership = new Membership();
    private final InMemoryChunkStore store = new InMemoryChunkStore(1 << 20, Clock.systemUTC(), new RecordingWatcher());

    private TestCluster cluster;
    private CloseableHttpClient http;
    private ChunkReports reports;

    @BeforeEach
    void setUp() throws IOException {
        cluster = new TestCluster();
        http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2);
        HttpMetadataApi metadata =
                new HttpMetadataApi(http, cluster.url(), Retry.NEVER, () -> cluster.signer.signServiceToken("node:n1"));
        ChunkReporter reporter = new ChunkReporter(metadata, NodeId::random, store, 10, 4);
        reports = new ChunkReports(reporter, membership, INTERVAL, nanoTime::get);
    }

    @AfterEach
    void tearDown() throws IOException {
        http.close();
        cluster.close();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
        reports.runOnce();
    }

    @Test
    @DisplayName("I-9 reports everything it holds, in several passes and pages, without a gap")
    void reportsEverythingItHolds() {
        List<ChunkId> chunks =
                Stream.generate(ChunkId::random).limit(25).sorted().toList();
        chunks.forEach(chunk -> write(store, chunk, bytes(10, 1)));
        UUID removalId = Ids.next();
        store.quarantine(chunks.get(7), removalId);
        membership.enter(9);

        reports.runOnce();

        assertThat(cluster.reportPages).hasSize(8); // 4 + 4 + 2 of each pass of 10, and 4 + 1
        assertThat(cluster.reportPages.stream().flatMap(page -> page.chunks().stream()))
                .containsExactlyElementsOf(
                        chunks.stream().filter(chunk -> chunk != chunks.get(7)).toList());
        assertThat(cluster.reportPages.stream().flatMap(page -> page.quarantined().stream()))
                .extracting(QuarantinedFile::removalId)
                .containsExactly(removalId);
        assertThat(cluster.reportPages).extracting(ChunkReportPage::epoch).containsOnly(9L);
        assertThat(cluster.reportPages)
                .extracting(ChunkReportPage::reportId)
                .containsOnly(cluster.reportPages.getFirst().reportId());
        ChunkId from = null;
        for (ChunkReportPage page : cluster.reportPages) {
            assertThat(page.after()).isEqualTo(from);
            from = page.through();
        }
        assertThat(from).isNull();
    }

    @Test
    void reportsAfterRegistrationAndThenRegularly() {
        reports.runOnce();
        assertThat(cluster.reportsStarted).as("no one knows it yet").hasValue(0);

        membership.enter(1);
        pass(Duration.ZERO);
        pass(INTERVAL.minusSeconds(1));
        assertThat(cluster.reportsStarted).hasValue(1);

        pass(Duration.ofSeconds(1));
        assertThat(cluster.reportsStarted).hasValue(2);
    }

    @Test
    void reportsWhenSomebodyWantsItAndAfterANewRegistration() {
        membership.enter(1);
        pass(Duration.ZERO);

        reports.want();
        pass(Duration.ZERO);
        assertThat(cluster.reportsStarted).hasValue(2);

        reports.registered();
        pass(Duration.ZERO);
        pass(Duration.ZERO);
        assertThat(cluster.reportsStarted).hasValue(3);
    }

    @Test
    @DisplayName("I-7 a report that broke off is re-created, after growing pauses that wishes do not shorten")
    void aReportThatBrokeOffIsMadeAnew() {
        Stream.generate(ChunkId::random).limit(9).forEach(chunk -> write(store, chunk, bytes(10, 1)));
        membership.enter(1);
        cluster.failingPage = 1;
        pass(Duration.ZERO);
        assertThat(cluster.reportPages).hasSize(1);

        reports.want();
        pass(ChunkReports.FIRST_PAUSE.minusMillis(1));
        assertThat(cluster.reportsStarted).hasValue(1);
        pass(Duration.ofMillis(1));
        assertThat(cluster.reportsStarted).hasValue(2);
        pass(ChunkReports.FIRST_PAUSE.multipliedBy(2).minusMillis(1));
        assertThat(cluster.reportsStarted).hasValue(2);

        cluster.failingPage = Integer.MAX_VALUE;
        cluster.reportPages.clear();
        pass(Duration.ofMillis(1));
        assertThat(cluster.reportPages).hasSize(3);
        assertThat(cluster.reportPages.getFirst().after()).isNull();
        assertThat(cluster.reportPages.getLast().through()).isNull();
    }
}
