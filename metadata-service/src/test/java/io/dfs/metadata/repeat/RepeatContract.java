package io.dfs.metadata.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Precondition;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Each change is sent twice with one key, as if the first answer had been lost, and something happens in between. */
abstract class RepeatContract extends ServiceContract {

    private static final FilePath F = FilePath.valueOf("/f");
    private static final FilePath D = FilePath.valueOf("/d");

    private record Answer(int status, String body) {

        ErrorCode code() {
            return Json.read(body.getBytes(StandardCharsets.UTF_8), Problem.class)
                    .code();
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final String key = UUID.randomUUID().toString();

    @LocalServerPort
    private int ownPort;

    @Test
    @DisplayName("I-8 a removal that is sent again removes nothing new and is answered alike")
    void aRemovalIsRepeatable() throws Exception {
        wholeFile("f", 2);
        Answer first = remove(key);
        UUID newer = wholeFile("f", 2);

        assertThat(remove(key)).isEqualTo(first);

        assertThat(first.status()).isEqualTo(200);
        assertThat(api.stat(F).kind()).isNotNull();
        assertThat(operations.trash(null, 10).items())
                .hasSize(1)
                .noneMatch(item -> item.trashId().equals(newer));
    }

    @Test
    @DisplayName("I-8 with another key it is another removal")
    void anotherKeyIsAnotherRemoval() throws Exception {
        wholeFile("f", 2);
        remove(key);
        wholeFile("f", 2);

        assertThat(remove("another").status()).isEqualTo(200);

        assertThat(operations.trash(null, 10).items()).hasSize(2);
    }

    @Test
    @DisplayName("I-8 a directory that is made again is there already, and is told of again")
    void makingADirectoryIsRepeatable() throws Exception {
        byte[] body = Json.write(new MakeDirectoryRequest(D, false));
        Answer first = send("POST", "/directories", body, key);

        assertThat(send("POST", "/directories", body, key)).isEqualTo(first);
        assertThat(first.status()).isEqualTo(200);
        assertThat(send("POST", "/directories", body, "another").code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(send("POST", "/directories", body, null).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    }

    @Test
    @DisplayName("I-8 undeleting by path again brings nothing older back")
    void undeletingIsRepeatable() throws Exception {
        wholeFile("f", 2);
        api.remove(F, false);
        wholeFile("f", 2);
        api.remove(F, false);
        byte[] body = Json.write(new UndeleteRequest(F, null, null));
        Answer first = send("POST", "/trash/restorations", body, key);

        assertThat(send("POST", "/trash/restorations", body, key)).isEqualTo(first);

        assertThat(first.status()).isEqualTo(200);
        assertThat(operations.trash(null, 10).items()).hasSize(1);
    }

    @Test
    @DisplayName("I-8 a replication factor that is set again does not undo what was set meanwhile")
    void settingTheReplicationIsRepeatable() throws Exception {
        for (String node : List.of("n1", "n2", "n3", "n4")) {
            register(node, "z");
        }
        wholeFile("f", 2);
        byte[] body = Json.write(new ReplicationRequest(3));
        Answer first = send("PUT", "/files/replication?path=/f", body, key);
        operations.setReplication(F, new ReplicationRequest(4));

        Answer again = send("PUT", "/files/replication?path=/f", body, key);

        assertThat(List.of(first.status(), again.status())).containsOnly(200);
        assertThat(api.stat(F).replicationFactor()).isEqualTo(4);
    }

    @Test
    @DisplayName("I-8 a node that is removed again was removed")
    void removingANodeIsRepeatable() throws Exception {
        NodeId node = register("n1", "z");
        kill(node);

        Answer first = send("DELETE", "/nodes/n1", null, key);

        assertThat(first).isEqualTo(new Answer(204, ""));
        assertThat(send("DELETE", "/nodes/n1", null, key)).isEqualTo(first);
        assertThat(send("DELETE", "/nodes/n1", null, "another").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("I-8 a commit that arrives late does not bring back what was removed since")
    void aLateCommitBringsNothingBack() throws Exception {
        byte[] body = Json.write(new CommitRequest(List.of(emptyFile("/f"), emptyFile("/d/g")), List.of()));
        Answer first = send("POST", "/files", body, key);
        api.remove(F, false);

        assertThat(send("POST", "/files", body, key)).isEqualTo(first);

        assertThat(first.status()).isEqualTo(200);
        refusal(ErrorCode.NOT_FOUND, () -> api.stat(F));
    }

    @Test
    @DisplayName("I-8 an overwrite that is sent again puts one old version into the trash")
    void anOverwriteIsRepeatable() throws Exception {
        api.commit(new CommitRequest(List.of(emptyFile("/f")), List.of()));
        byte[] body = Json.write(new CommitRequest(List.of(emptyFile("/f")), List.of()));
        Answer first = send("POST", "/files", body, key);

        assertThat(send("POST", "/files", body, key)).isEqualTo(first);
        assertThat(send("POST", "/files", body, "another")).isEqualTo(first);
        assertThat(send("POST", "/files", body, null)).isEqualTo(first);

        assertThat(api.stat(F).version()).isEqualTo(2);
        assertThat(operations.trash(null, 10).items()).hasSize(1);
    }

    @Test
    @DisplayName("I-8 the same request many times at once is done once and answered alike")
    void manyAtOnceAreDoneOnce() throws Exception {
        byte[] body = Json.write(new MakeDirectoryRequest(D, false));

        Set<Answer> answers = atOnce(8, () -> send("POST", "/directories", body, key)).stream()
                .collect(Collectors.toSet());

        assertThat(answers).hasSize(1).allMatch(answer -> answer.status() == 200);
    }

    @Test
    void aKeyOfAnotherRequestIsRefused() throws Exception {
        wholeFile("f", 2);
        wholeFile("g", 2);
        remove(key);

        Answer refused = send("DELETE", "/files?path=/g", null, key);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(api.stat(FilePath.valueOf("/g"))).isNotNull();
    }

    @Test
    void aRefusalIsNotRemembered() throws Exception {
        assertThat(remove(key).status()).isEqualTo(404);
        wholeFile("f", 2);

        assertThat(remove(key).status()).isEqualTo(200);
    }

    @Test
    void aKeyMayBeQuotedAndHasItsLimits() throws Exception {
        wholeFile("f", 2);
        Answer first = remove("\"" + key + "\"");

        assertThat(remove(key)).isEqualTo(first);
        assertThat(remove("x".repeat(65)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(remove("a b").code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    @DisplayName("I-9 answers are forgotten after a day")
    void answersAreForgottenAfterADay() throws Exception {
        wholeFile("f", 2);
        remove(key);
        wholeFile("g", 2);
        send("DELETE", "/files?path=/g", null, "newer");
        update(
                "UPDATE answered_request SET answered_at = ? WHERE request_key = ?",
                SqlValues.time(
                        databaseClock.instant().minus(AnsweredRequests.KEPT).minusSeconds(1)),
                key.getBytes(StandardCharsets.UTF_8));

        api.reclaim();

        assertThat(jdbc.sql("SELECT COUNT(*) FROM answered_request")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(remove(key).status()).isEqualTo(404);
    }

    private static FileCommit emptyFile(String path) {
        return new FileCommit(
                Ids.next(),
                FilePath.valueOf(path),
                0,
                Crc32c.EMPTY,
                2,
                1 << 20,
                Precondition.NONE,
                null,
                Map.of(),
                List.of());
    }

    private Answer remove(String withKey) throws IOException, InterruptedException {
        return send("DELETE", "/files?path=/f", null, withKey);
    }

    private Answer send(String method, String target, byte @Nullable [] json, @Nullable String withKey)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + ownPort + "/api/v1" + target))
                .method(
                        method,
                        json == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(json))
                .header("Authorization", "Bearer " + TestTokens.ADMIN)
                .header("Content-Type", "application/json");
        if (withKey != null) {
            request.header(DfsHeaders.IDEMPOTENCY_KEY, withKey);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }
}
