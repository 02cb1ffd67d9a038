package io.dfs.node.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.RequestIds;
import io.dfs.common.token.SecretShapes;
import io.dfs.service.attempts.TooManyAttempts;
import io.dfs.service.web.SecurityHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;

/** Turns every exception into a problem, or, once bytes of an answer are out, into a broken connection. */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Seconds after which a request that came at a bad moment may come again. */
    private static final String RETRY_AFTER_SECONDS = "1";

    @ExceptionHandler
    @Nullable
    ResponseEntity<Problem> answer(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        DfsException refusal = refusalFor(e, request);
        log(refusal, e, request);
        if (response.isCommitted()) {
            // The status is out and cannot be taken back. The container closes the connection of a request that failed
            // like this, so the reader gets fewer bytes than were announced and never a complete wrong answer.
            throw e;
        }
        response.reset(); // what a half-made answer has set, such as its length
        response.setHeader(DfsHeaders.REQUEST_ID, RequestIds.current());
        SecurityHeaders.addTo(response, request);
        return ResponseEntity.status(refusal.code().httpStatus())
                .headers(headers -> addHints(headers, refusal.code(), e))
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(Problem.of(
                        refusal.code(),
                        String.valueOf(refusal.getMessage()),
                        RequestIds.current(),
                        refusal.rejections()));
    }

    private static DfsException refusalFor(Exception e, HttpServletRequest request) {
        return switch (e) {
            case DfsException ours -> ours;
            case HttpRequestMethodNotSupportedException method ->
                new DfsException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "%s does not take %s, only %s"
                                .formatted(request.getRequestURI(), method.getMethod(), supported(method)));
            case NoHandlerFoundException _ ->
                new DfsException(ErrorCode.NO_SUCH_ENDPOINT, "there is no endpoint " + request.getRequestURI());
            case HttpMediaTypeException media ->
                new DfsException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, String.valueOf(media.getMessage()));
            case MethodArgumentTypeMismatchException argument ->
                new DfsException(
                        ErrorCode.INVALID_REQUEST, "the parameter '%s' is malformed".formatted(argument.getName()));
            case InvalidParameterException _ ->
                new DfsException(
                        ErrorCode.INVALID_REQUEST,
                        "a parameter is not percent-encoded UTF-8 (a stray % perhaps, which is written %25)");
            case ErrorResponse answer
            when answer.getStatusCode().is4xxClientError() ->
                new DfsException(
                        ErrorCode.INVALID_REQUEST,
                        String.valueOf(answer.getBody().getDetail()));
            default ->
                new DfsException(ErrorCode.INTERNAL, "an error of ours; the node's log has it under the request id", e);
        };
    }

    private static String supported(HttpRequestMethodNotSupportedException e) {
        String[] methods = e.getSupportedMethods();
        return methods == null ? "none" : Arrays.stream(methods).sorted().collect(Collectors.joining(", "));
    }

    private static void log(DfsException refusal, Exception e, HttpServletRequest request) {
        if (e instanceof java.io.IOException) {
            LOG.debug(
                    "{} {}: the caller went away",
                    request.getMethod(),
                    SecretShapes.forLog(request.getRequestURI()),
                    e);
        } else if (refusal.code() == ErrorCode.INTERNAL) {
            LOG.error("{} {} failed", request.getMethod(), SecretShapes.forLog(request.getRequestURI()), e);
        } else {
            LOG.info(
                    "{} {} refused: {} {}",
                    request.getMethod(),
                    SecretShapes.forLog(request.getRequestURI()),
                    refusal.code(),
                    SecretShapes.forLog(String.valueOf(refusal.getMessage())));
        }
    }

    private static void addHints(HttpHeaders headers, ErrorCode code, Exception e) {
        if (code.httpStatus() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (e instanceof TooManyAttempts tooMany) {
            headers.set(HttpHeaders.RETRY_AFTER, tooMany.retryAfter());
        }
        if (e instanceof UnsatisfiableRange range && range.contentRange() != null) {
            headers.set(HttpHeaders.CONTENT_RANGE, range.contentRange());
        }
        if (code == ErrorCode.TOKEN_REQUIRED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (e instanceof HttpRequestMethodNotSupportedException method && method.getSupportedMethods() != null) {
            headers.put(HttpHeaders.ALLOW, List.of(String.join(", ", method.getSupportedMethods())));
        }
    }
}
