package io.dfs.service.web;

import io.dfs.common.error.Problem;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.HostName;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Answers what never reaches our code, such as a malformed request line, with a problem instead of a page. */
public final class ProblemValve extends ErrorReportValve { // public: the container makes it by name

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() >= 400 && response.getContentWritten() == 0 && response.setErrorReported()) {
            answer(request, response);
        }
    }

    /** What a valve refuses that lies before this one, which has set the status. */
    static void answer(Request request, Response response) {
        String requestId = RequestIds.accept(response.getHeader(DfsHeaders.REQUEST_ID));
        try {
            response.setHeader(DfsHeaders.REQUEST_ID, requestId);
            // What the web server refuses while it reads the head passes no other valve.
            SecurityHeaders.addTo(response.getResponse(), request.getRequest());
            response.setContentType(Problem.MEDIA_TYPE);
            response.getOutputStream()
                    .write(Json.write(problem(response.getStatus(), request.getHeader(HttpHeaders.HOST), requestId)));
            response.finishResponse();
        } catch (IOException | IllegalStateException _) {
            // The caller has gone; there is no one to answer.
        }
    }

    /** With the status that was answered, which may be a rarer one than the code's own. */
    private static Problem problem(int status, @Nullable String host, String requestId) {
        ContainerRefusal refusal = ContainerRefusal.of(status);
        // The web server refuses a host name that RFC 1123 does not allow, and says only that the request is bad.
        String reason = status == 400 && host != null ? HostName.underscore(host) : "";
        Problem problem = Problem.of(refusal.code(), refusal.detail() + reason, requestId, List.of());
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
}
