package io.dfs.metadata.web;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.RequestIds;
import io.dfs.common.token.SecretShapes;
import io.dfs.service.attempts.TooManyAttempts;
import io.dfs.service.web.CallerLimit;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Answers every exception as a problem. The one place of the service that catches everything. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    @ExceptionHandler
    ResponseEntity<Problem> answer(Exception e) {
        Failure failure = Failures.of(e);
        log(failure, e);
        ResponseEntity<Problem> answer = answer(failure, allowed(e));
        return e instanceof TooManyAttempts attempts
                ? ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header(HttpHeaders.RETRY_AFTER, attempts.retryAfter())
                        .body(answer.getBody())
                : answer;
    }

    /** The caller has gone; there is no one to answer. */
    @ExceptionHandler
    void callerIsGone(AsyncRequestNotUsableException e) throws IOException {
        throw e;
    }

    static ResponseEntity<Problem> answer(Failure failure, HttpMethod[] allowed) {
        Problem problem = Problem.of(failure.code(), failure.detail(), RequestIds.current(), failure.rejections());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
        if (problem.status() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (allowed.length > 0) {
            answer.allow(allowed);
        }
        return answer.body(problem);
    }

    static void log(Failure failure, Exception e) {
        if (failure.code() == ErrorCode.INTERNAL) {
            LOG.error("a request failed", e);
        } else if (failure.code().httpStatus() >= 500 && !(e instanceof CallerLimit)) {
            LOG.warn("{}: {}", failure.code(), SecretShapes.forLog("%s (%s)".formatted(failure.detail(), e)));
        } else {
            LOG.atDebug()
                    .setMessage("{}: {}")
                    .addArgument(failure.code())
                    .addArgument(() -> SecretShapes.forLog(failure.detail()))
                    .log();
        }
    }

    private static HttpMethod[] allowed(Exception e) {
        if (e instanceof HttpRequestMethodNotSupportedException method && method.getSupportedHttpMethods() != null) {
            return method.getSupportedHttpMethods().toArray(HttpMethod[]::new);
        }
        return new HttpMethod[0];
    }
}
