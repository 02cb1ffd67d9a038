package io.dfs.metadata.web;

import io.dfs.common.error.Problem;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Answers what Tomcat refuses before any code of ours sees it, such as a broken request line. Tomcat makes it by name. */
public class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Failure failure = ProblemErrorController.forStatus(status);
        String requestId = RequestIds.accept(response.getHeader(DfsHeaders.REQUEST_ID));
        Problem problem = Problem.of(failure.code(), failure.detail(), requestId, failure.rejections());
        Problem withStatus = new Problem(
                problem.type(),
                problem.title(),
                status,
                problem.detail(),
                problem.code(),
                problem.retryable(),
                requestId,
                List.of());
        try {
            response.setHeader(DfsHeaders.REQUEST_ID, requestId);
            response.setContentType(Problem.MEDIA_TYPE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(new String(Json.write(withStatus), StandardCharsets.UTF_8));
                response.finishResponse();
            }
        } catch (IOException _) {
            // The caller has gone; there is nobody to answer.
        }
    }
}
