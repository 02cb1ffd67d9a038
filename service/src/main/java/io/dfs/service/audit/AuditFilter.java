package io.dfs.service.audit;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.RequestIds;
import io.dfs.common.id.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees every request and its answer, outside of all filters that may refuse it. The line of a change is written when the
 * answer is known and before it goes out, so that anyone who was told of a change finds it in the log.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class AuditFilter extends OncePerRequestFilter {

    private final AuditedRequests requests;
    private final AuditTrail trail;
    private final InstantSource clock;

    AuditFilter(AuditedRequests requests, AuditTrail trail, InstantSource clock) {
        this.requests = requests;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Observation seen = new Observation(request, response, requests.of(request));
        boolean answered = false;
        try {
            chain.doFilter(request, seen.watchedAnswer());
            answered = true;
        } finally {
            seen.end(answered);
        }
    }

    /** One request on its way. */
    private final class Observation {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final AuditedRequest audited;
        private final long beginNanos = System.nanoTime();
        private boolean written;

        Observation(HttpServletRequest request, HttpServletResponse response, AuditedRequest audited) {
            this.request = request;
            this.response = response;
            this.audited = audited;
        }

        HttpServletResponse watchedAnswer() {
            return audited.kind() == AuditedRequest.Kind.CHANGE
                    ? new AnswerWatch(response, () -> write(response.getStatus()))
                    : response;
        }

        /** @param answered whether it did not end by an exception, for which the container answers */
        void end(boolean answered) {
            write(answered || response.isCommitted() ? response.getStatus() : 500);
        }

        private void write(int status) {
            if (!written) {
                written = true;
                trail.add(audited.kind(), line(status));
            }
        }

        private AuditLine line(int status) {
            AuditNote note = request.getAttribute(AuditNote.ATTRIBUTE) instanceof AuditNote left ? left : null;
            return new AuditLine(
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    Ids.next(),
                    Objects.requireNonNullElse(RequestIds.current(), "-"),
                    requests.caller(request),
                    request.getRemoteAddr(),
                    audited.action(),
                    requests.target(request),
                    note == null ? null : note.detail(),
                    status,
                    result(status),
                    Duration.ofNanos(System.nanoTime() - beginNanos).toMillis());
        }

        private String result(int status) {
            @Nullable Object code = request.getAttribute(AnsweredProblems.CODE);
            if (code != null) {
                return code.toString();
            }
            if (status < 400) {
                return "OK";
            }
            // Answered by the container, which knows no codes.
            return (status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL).name();
        }
    }
}
