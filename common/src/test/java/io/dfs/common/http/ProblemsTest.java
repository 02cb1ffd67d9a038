package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {

    @ParameterizedTest
    @CsvSource({
        "408, UNAVAILABLE, true",
        "502, UNAVAILABLE, true",
        "503, UNAVAILABLE, true",
        "504, UNAVAILABLE, true",
        "500, INTERNAL, true",
        "507, NO_SPACE, true",
        "403, INVALID_REQUEST, false"
    })
    void aPageOfALoadBalancerIsJudgedByItsStatus(int status, ErrorCode code, boolean retryable) throws IOException {
        ClassicHttpResponse response = new BasicClassicHttpResponse(status);
        response.setEntity(
                new StringEntity("<html><body><h1>No server is available</h1></body></html>", ContentType.TEXT_HTML));

        DfsException problem = Problems.read(response, "the metadata service", 0);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.code().retryable()).isEqualTo(retryable);
        assertThat(problem).hasMessageContaining("the metadata service").hasMessageContaining("HTTP " + status);
    }

    @Test
    void theBodyLimitOfAProxyIsToldFromOneOfOurs() throws IOException {
        ClassicHttpResponse response = new BasicClassicHttpResponse(413);
        response.setHeader("Server", "nginx/1.22.1");
        response.setEntity(new StringEntity("<html>413 Request Entity Too Large</html>", ContentType.TEXT_HTML));

        DfsException problem = Problems.read(response, "node n1", 4 << 20);

        assertThat(problem.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(problem)
                .hasMessageContaining("a proxy (nginx/1.22.1) before node n1")
                .hasMessageContaining("4 MiB")
                .hasMessageContaining("client_max_body_size");
    }

    @Test
    void anAnswerWithoutABodyIsJudgedByItsStatus() throws IOException {
        assertThat(Problems.read(new BasicClassicHttpResponse(503), "node n", 0).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aProblemOfOursSaysItsOwnCode() throws IOException {
        ClassicHttpResponse response = new BasicClassicHttpResponse(503);
        Problem sent = Problem.of(ErrorCode.NODE_BUSY, "64 transfers are under way", "r-1", List.of());
        response.setEntity(new ByteArrayEntity(Json.write(sent), ContentType.APPLICATION_JSON));

        assertThat(Problems.read(response, "node n", 0).code()).isEqualTo(ErrorCode.NODE_BUSY);
    }
}
