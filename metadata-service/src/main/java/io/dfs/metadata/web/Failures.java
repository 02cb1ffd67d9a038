package io.dfs.metadata.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.database.DatabaseFault;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;

/** Which error of the catalogue an exception is. Knows no request and no response. */
final class Failures {

    /** Longer texts of others (a parser's) are cut. */
    private static final int MAX_DETAIL_LENGTH = 500;

    /** Before the name of a class: a caller knows the contract's names, and has no use for ours. */
    static final Pattern PACKAGE = Pattern.compile("(?<![\\w.])(?:[a-z]\\w*+\\.)++(?=[A-Z])");

    private Failures() {}

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case DfsException e -> new Failure(e.code(), detail(e), e.rejections());
            case HttpMessageNotReadableException e -> body(e);
            case MethodArgumentTypeMismatchException e -> parameter(e);
            case MissingServletRequestParameterException e ->
                invalid("the parameter %s is missing".formatted(e.getParameterName()));
            case InvalidParameterException _ ->
                invalid("a parameter is not percent-encoded UTF-8 (a stray % perhaps, which is written %25)");
            case RequestRejectedException _ ->
                invalid(
                        "a header or a parameter has a character that is not allowed: send ASCII, or percent-encode it");
            case BadRequestException _ -> invalid("the request's body is cut short, or its chunks are not well-formed");
            case ServletRequestBindingException e -> invalid(detail(e));
            case HandlerMethodValidationException e -> invalid(detail(e));
            case HttpRequestMethodNotSupportedException e ->
                new Failure(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "%s is not known here; known are: %s".formatted(e.getMethod(), e.getSupportedHttpMethods()));
            case HttpMediaTypeNotSupportedException e ->
                new Failure(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "the body is announced as %s; send application/json".formatted(e.getContentType()));
            case HttpMediaTypeNotAcceptableException _ ->
                invalid("the answers are application/json, which the Accept header leaves out");
            case NoResourceFoundException e -> noEndpoint(e.getResourcePath());
            case NoHandlerFoundException e -> noEndpoint(e.getRequestURL());
            default -> internal(thrown);
        };
    }

    private static Failure body(HttpMessageNotReadableException e) {
        Optional<DfsException> refusal = cause(e, DfsException.class);
        if (refusal.isPresent()) {
            return of(refusal.get());
        }
        Optional<StreamReadException> syntax = cause(e, StreamReadException.class);
        if (syntax.isPresent() && !(syntax.get() instanceof InputCoercionException)) {
            return invalid("the body is not well-formed JSON, line %d, column %d: %s"
                    .formatted(
                            syntax.get().getLocation().getLineNr(),
                            syntax.get().getLocation().getColumnNr(),
                            plain(syntax.get().getOriginalMessage())));
        }
        return cause(e, JacksonException.class)
                .map(mismatch -> invalid("the field %s: %s".formatted(field(mismatch), reason(mismatch))))
                .orElseGet(() -> invalid("the request has no body, or one that can't be read; send JSON"));
    }

    /** {@code files[0].crc32c} */
    private static String field(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? "(the whole)" : path.toString();
    }

    private static String reason(JacksonException e) {
        return cause(e, IllegalArgumentException.class)
                .map(refused -> plain(detail(refused)))
                .orElseGet(() -> cause(e, NullPointerException.class).isPresent()
                        ? "something in it is null"
                        : plain(e.getOriginalMessage()));
    }

    /** The parser's words without what only its authors understand. */
    private static String plain(String message) {
        if (message.startsWith("Missing required creator property")) {
            return "it is missing";
        }
        return PACKAGE.matcher(before(" (start marker at", before(": Failed to deserialize", message)))
                .replaceAll("");
    }

    private static String before(String aside, String message) {
        int at = message.indexOf(aside);
        return at < 0 ? message : message.substring(0, at);
    }

    private static Failure parameter(MethodArgumentTypeMismatchException e) {
        return cause(e, DfsException.class).map(Failures::of).orElseGet(() -> {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return invalid("the parameter %s: %s".formatted(e.getName(), plain(detail(root))));
        });
    }

    private static Failure noEndpoint(String path) {
        return new Failure(
                ErrorCode.NO_SUCH_ENDPOINT, "there is nothing at /%s".formatted(path.replaceFirst("^/", "")));
    }

    private static Failure internal(Throwable thrown) {
        return DatabaseFault.of(thrown)
                .map(Failures::database)
                // What it was stands in the log only: it may name things that are not the caller's business.
                .orElseGet(() -> new Failure(
                        ErrorCode.INTERNAL, "an error of the service; its log has more under the request id"));
    }

    private static Failure database(DatabaseFault fault) {
        return switch (fault) {
            case NO_FREE_CONNECTION ->
                new Failure(
                        ErrorCode.OVERLOADED,
                        "all database connections have been in use for too long: try again shortly");
            case UNREACHABLE ->
                new Failure(
                        ErrorCode.DATABASE_UNAVAILABLE, "the service can't reach its database now: try again shortly");
            case REFUSES_WRITES ->
                new Failure(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "the database stores nothing now (its disk is full, or it is read-only): try again later");
            case TOO_SLOW ->
                new Failure(ErrorCode.OVERLOADED, "the database took too long and was broken off: try again shortly");
            case CONTENTION ->
                new Failure(
                        ErrorCode.OVERLOADED,
                        "other requests for the same names kept getting in the way: try again shortly");
        };
    }

    private static Failure invalid(String detail) {
        return new Failure(
                ErrorCode.INVALID_REQUEST, detail.substring(0, Math.min(detail.length(), MAX_DETAIL_LENGTH)));
    }

    private static String detail(Throwable e) {
        String message = e.getMessage();
        return message == null ? "it can't be read" : message;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        return Stream.<@Nullable Throwable>iterate(thrown, e -> e != null, e -> e == null ? null : e.getCause())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
