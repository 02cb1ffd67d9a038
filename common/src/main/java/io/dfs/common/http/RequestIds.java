package io.dfs.common.http;

import io.dfs.common.id.Ids;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The id under which a piece of work stands in the log of every program that takes part in it. It belongs to a thread:
 * {@link HttpClients} sends it along with each request, and work that is handed to another thread has to be {@link #carried}.
 */
public final class RequestIds {

    /** Its name in log lines. */
    public static final String LOG_KEY = "requestId";

    /** Nothing that could forge a log line or a header, and never long. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestIds() {}

    /** The time during which this thread works under an id. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    public static String next() {
        return Ids.next().toString();
    }

    /** The caller's own id if it is a harmless one, or a new one. */
    public static String accept(@Nullable String proposed) {
        return proposed != null && HARMLESS.matcher(proposed).matches() ? proposed : next();
    }

    /** The id that this thread works under; null if none. */
    public static @Nullable String current() {
        return MDC.get(LOG_KEY);
    }

    /** Until the scope is closed this thread works under the id; then under the one before. */
    public static Scope begin(String requestId) {
        String before = current();
        MDC.put(LOG_KEY, requestId);
        return () -> {
            if (before == null) {
                MDC.remove(LOG_KEY);
            } else {
                MDC.put(LOG_KEY, before);
            }
        };
    }

    /** The same work, under the id of the thread that calls this. */
    public static <T> Callable<T> carried(Callable<T> work) {
        String requestId = current();
        if (requestId == null) {
            return work;
        }
        return () -> {
            try (Scope _ = begin(requestId)) {
                return work.call();
            }
        };
    }
}
