package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.ScriptedService.Act;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MetadataRequestsTest {

    private static final FilePath PATH = FilePath.valueOf("/a");
    private static final Retry SOME = new Retry(Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(100));

    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(5), Duration.ofMillis(300), 8);
    private final ScriptedService first = new ScriptedService();
    private final ScriptedService second = new ScriptedService();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
        http.close();
    }

    private MetadataApi api(Retry retry) {
        return api(retry, first.uri(), second.uri());
    }

    private MetadataApi api(Retry retry, URI... endpoints) {
        return new HttpMetadataApi(http, new MetadataEndpoints(List.of(endpoints), nanos::get), retry, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "DROP", "CUT_OFF", "BAD_GATEWAY"})
    @DisplayName("I-8 where one service does not answer, the next one is asked at once, by the same key")
    void whereOneDoesNotAnswerTheNextIsAsked(Act act) {
        first.does(act);

        assertThat(api(Retry.NEVER).remove(PATH, false).path()).isEqualTo(PATH);

        assertThat(first.requests()).containsExactly("DELETE /api/v1/files?path=%2Fa&recursive=false");
        assertThat(second.requests()).isEqualTo(first.requests());
        assertThat(second.keys()).hasSize(1).isEqualTo(first.keys());
    }

    @Test
    void aServiceThatIsDownIsPassedOver() throws IOException {
        first.close();

        assertThat(api(Retry.NEVER).remove(PATH, false).path()).isEqualTo(PATH);
    }

    @Test
    void aServiceThatDidNotAnswerIsTriedLastForAWhile() {
        MetadataApi api = api(Retry.NEVER);
        first.does(Act.BAD_GATEWAY);
        api.remove(PATH, false);
        first.does(Act.ANSWER);

        api.remove(PATH, false);
        assertThat(first.requests()).hasSize(1);
        assertThat(second.requests()).hasSize(2);

        nanos.addAndGet(MetadataEndpoints.TRIED_LAST_FOR.toNanos());
        api.remove(PATH, false);
        api.remove(PATH, false);
        assertThat(first.requests()).hasSize(3);
    }

    @Test
    void oneThatIsTriedLastStillAnswersWhenNobodyElseDoes() {
        MetadataApi api = api(Retry.NEVER);
        first.does(Act.BAD_GATEWAY);
        api.remove(PATH, false);
        first.does(Act.ANSWER);
        second.does(Act.DROP);

        assertThat(api.remove(PATH, false).path()).isEqualTo(PATH);
    }

    @Test
    void aRefusalIsAnAnswer() {
        first.does(Act.REFUSE_AS_MISSING);

        assertThatThrownBy(() -> api(SOME).remove(PATH, false))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void whenNobodyAnswersEachIsNamed() {
        first.does(Act.DROP);
        second.does(Act.BAD_GATEWAY);

        assertThatThrownBy(() -> api(Retry.NEVER).cluster())
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining(first.uri().toString())
                .hasMessageContaining(second.uri().toString())
                .hasMessageContaining("502");
    }

    @Test
    @DisplayName("I-8 all attempts of one change have one key, and another change has another")
    void allAttemptsOfOneChangeHaveOneKey() {
        first.does(Act.DATABASE_UNAVAILABLE);
        MetadataApi api = api(SOME, first.uri());
        Thread.ofVirtual().start(() -> {
            while (first.requests().size() < 3) {
                Thread.onSpinWait();
            }
            first.does(Act.ANSWER);
        });

        api.remove(PATH, false);
        List<String> attempts = List.copyOf(first.keys());
        api.remove(PATH, false);

        assertThat(attempts).hasSizeGreaterThanOrEqualTo(3);
        assertThat(attempts.stream().distinct()).hasSize(1);
        assertThat(first.keys().getLast()).isNotEqualTo(attempts.getFirst());
    }

    @Test
    void whatChangesNothingHasNoKey() {
        first.does(Act.REFUSE_AS_MISSING);

        assertThatThrownBy(() -> api(Retry.NEVER).stat(PATH)).isInstanceOf(DfsException.class);

        assertThat(first.keys()).isEmpty();
    }

    @Test
    void anEndpointMayHaveAPathOfItsOwn() {
        api(Retry.NEVER, URI.create(first.uri() + "/dfs/")).remove(PATH, true);

        assertThat(first.requests()).containsExactly("DELETE /dfs/api/v1/files?path=%2Fa&recursive=true");
    }

    @Test
    void readsAListOfAddresses() {
        assertThat(MetadataEndpoints.parse("http://a:7070, https://b:7443"))
                .containsExactly(URI.create("http://a:7070"), URI.create("https://b:7443"));
        assertThatThrownBy(() -> MetadataEndpoints.parse("http://a:7070,"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'' is not an address");
        assertThatThrownBy(() -> MetadataEndpoints.parse("localhost:7070"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'localhost:7070'");
    }

    @Test
    void saysThatAnUnderscoreMakesAHostNameNone() {
        assertThatThrownBy(() -> MetadataEndpoints.parse("http://my_meta:7070"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'http://my_meta:7070'")
                .hasMessageContaining("underscore");
        assertThatThrownBy(() -> MetadataEndpoints.parse("ftp://host/a_b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("underscore");
        assertThat(HostName.underscore("http://host:7070/a_b")).isEmpty();
    }
}
