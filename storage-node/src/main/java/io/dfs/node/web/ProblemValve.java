package io.dfs.node.web;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what never reaches our code, such as a malformed request line, with a problem instead of a page. */
public final class ProblemValve extends ErrorReportValve { // public: the container makes it by name

    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String requestId = RequestIds.accept(response.getHeader(DfsHeaders.REQUEST_ID));
        Problem problem = problemFor(response.getStatus(), requestId);
        try {
            response.setHeader(DfsHeaders.REQUEST_ID, requestId);
            response.setContentType(Problem.MEDIA_TYPE);
            response.getOutputStream().write(Json.write(problem));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("a problem could not be told", e);
        }
    }

    /** Of the web server's own status, which can be another than that of the code. */
    private static Problem problemFor(int status, String requestId) {
        Problem problem = Problem.of(
                codeFor(status),
                "the web server refused the request with HTTP %d".formatted(status),
                requestId,
                List.of());
        return new Problem(
                problem.type(),
                problem.title(),
                status,
                problem.detail(),
                problem.code(),
                problem.retryable(),
                requestId,
                List.of());
    }

    private static ErrorCode codeFor(int status) {
        return switch (status) {
            // A transfer coding or a version of HTTP that the web server does not know: the request's fault.
            case 501, 505 -> ErrorCode.INVALID_REQUEST;
            case 404 -> ErrorCode.NO_SUCH_ENDPOINT;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.TOO_LARGE;
            case 503 -> ErrorCode.OVERLOADED;
            default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
        };
    }
}
