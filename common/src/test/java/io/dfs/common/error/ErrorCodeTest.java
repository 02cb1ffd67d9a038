package io.dfs.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

    @ParameterizedTest
    @EnumSource
    void isDocumentedAsItIs(ErrorCode code) throws IOException {
        String row = "| `%s` | %d | %s | %d | %s |"
                .formatted(
                        code,
                        code.httpStatus(),
                        code.retryable() ? "yes" : "no",
                        code.exitCode().number(),
                        code.meaning());
        assertThat(Files.readString(Path.of("../docs/errors.md"))).contains(row);
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromTheWireAsItWent(ErrorCode code) {
        Problem problem = Problem.of(code, "detail", "request-1", List.of(new Rejection("node-1", "FULL", "0 B free")));

        Problem read = Json.read(Json.write(problem), Problem.class);

        assertThat(read).isEqualTo(problem);
        assertThat(read.toException())
                .returns(code, DfsException::code)
                .returns("detail", DfsException::getMessage)
                .returns(problem.rejections(), DfsException::rejections);
    }

    @Test
    void aProblemWithoutRejectionsHasNone() {
        String json = new String(Json.write(Problem.of(ErrorCode.NOT_FOUND, "no such file", null, List.of())));
        assertThat(json).doesNotContain("rejections", "requestId").contains("\"retryable\":false");
        assertThat(Json.read(json.getBytes(), Problem.class).rejections()).isEmpty();
    }
}
