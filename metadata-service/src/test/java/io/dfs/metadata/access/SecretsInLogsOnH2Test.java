package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Role;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.node.TestPrograms;
import io.dfs.metadata.people.TestPeople;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Everything that opens a door is sent wherever it could be sent, rightly and by mistake, and must not be in the log. */
@OnH2
@Import(TestPeople.class)
@TestPropertySource(
        properties = {"logging.level.io.dfs=debug", "dfs.metrics.token=metrics-token-of-this-very-test-0123456789"})
@ExtendWith(OutputCaptureExtension.class)
class SecretsInLogsOnH2Test {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CLUSTER_SECRET = "a secret of tests, long enough to be one";

    @LocalServerPort
    private int port;

    @Autowired
    private TokenSigner signer;

    @Autowired
    private TestPeople people;

    @Test
    void noSecretIsInTheLogWhereverItWasSent(CapturedOutput log) throws Exception {
        NodeId node = NodeId.random();
        List<String> secrets = new ArrayList<>(List.of(
                TestTokens.ADMIN,
                people.token("alice", Role.WRITER),
                people.expired(Role.READER),
                people.revoked(Role.ADMIN),
                "dfs_" + "q".repeat(43),
                signer.signServiceToken("controller"),
                TestPrograms.nodeToken(signer, node)));
        for (String secret : secrets) {
            send("GET", "/api/v1/files?path=/x", "Bearer " + secret, null);
            send("GET", "/api/v1/files?path=/" + secret, "Bearer " + TestTokens.ADMIN, null);
            send("GET", "/api/v1/caller?access_token=" + encoded(secret), null, null);
            send("GET", "/api/v1/" + encoded(secret), "Bearer " + TestTokens.ADMIN, null);
            send("DELETE", "/api/v1/tokens/" + encoded(secret), "Bearer " + TestTokens.ADMIN, null);
            send("POST", "/api/v1/files", "Bearer " + TestTokens.ADMIN, "{\"token\":\"" + secret + "\"");
            send("POST", "/api/v1/tokens", "Bearer " + TestTokens.ADMIN, "{\"name\":\"" + secret + "\",\"role\":1}");
            send("POST", "/api/v1/allocations", "Bearer " + TestTokens.ADMIN, """
                    {"count":1,"lengthBytes":1,"replicationFactor":1,"chunkId":"%s","ticket":"%s"}""".formatted(node, secret));
        }
        String made = send("POST", "/api/v1/tokens", "Bearer " + TestTokens.ADMIN, """
                {"name":"made-here","role":"READER"}""");
        assertThat(made).contains("\"token\":\"dfs_");
        secrets.add(made.replaceFirst("(?s).*\"token\":\"(dfs_[A-Za-z0-9_-]{43})\".*", "$1"));
        secrets.addAll(List.of(CLUSTER_SECRET, "metrics-token-of-this-very-test-0123456789"));

        assertThat(log.getAll()).as("the log is at work").contains("DEBUG");
        assertThat(log.getAll()).doesNotContain(secrets);
    }

    private String send(String method, String target, String authorization, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
