package io.dfs.common.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests that ask for leave before their body ({@code Expect: 100-continue}). A proxy that swallows the question costs each of them the
 * wait for an answer, so one whose peer stored a body without having given leave is not asked for a while. Thread-safe.
 */
final class ContinueRequests extends HttpRequestExecutor {

    /** A peer may be busy; a body that is sent too early costs nothing but itself. */
    static final Timeout PATIENCE = Timeout.ofSeconds(1);

    static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** More nodes than a cluster has; of others each request waits. */
    private static final int MAX_REMEMBERED = 10_000;

    private final Leave leave;
    private final LongSupplier nanos;
    private final Map<URIAuthority, Long> silentUntilNanos = new ConcurrentHashMap<>();

    ContinueRequests() {
        this(PATIENCE, System::nanoTime);
    }

    ContinueRequests(Timeout patience, LongSupplier nanos) {
        this(patience, nanos, new Leave());
    }

    private ContinueRequests(Timeout patience, LongSupplier nanos, Leave leave) {
        super(
                Http1Config.custom().setWaitForContinueTimeout(patience).build(),
                DefaultConnectionReuseStrategy.INSTANCE,
                leave);
        this.leave = leave;
        this.nanos = nanos;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback informed,
            HttpContext context)
            throws IOException, HttpException {
        URIAuthority peer = request.getAuthority();
        if (peer != null && isSilent(peer)) {
            request.removeHeaders(HttpHeaders.EXPECT);
        }
        boolean asks = request.containsHeader(HttpHeaders.EXPECT);
        try {
            ClassicHttpResponse response = super.execute(request, connection, informed, context);
            if (asks && peer != null && response.getCode() / 100 == 2 && !leave.given.contains(connection)) {
                remember(peer);
            }
            return response;
        } finally {
            leave.given.remove(connection);
        }
    }

    private boolean isSilent(URIAuthority peer) {
        Long until = silentUntilNanos.get(peer);
        if (until != null && until - nanos.getAsLong() <= 0) {
            silentUntilNanos.remove(peer, until);
            return false;
        }
        return until != null;
    }

    private void remember(URIAuthority peer) {
        if (silentUntilNanos.size() < MAX_REMEMBERED) {
            silentUntilNanos.put(peer, nanos.getAsLong() + REMEMBERED.toNanos());
        }
    }

    /** The connections whose request under way has got leave to send its body. */
    private static final class Leave implements Http1StreamListener {

        private final Set<HttpConnection> given = ConcurrentHashMap.newKeySet();

        @Override
        public void onRequestHead(HttpConnection connection, HttpRequest request) {}

        @Override
        public void onResponseHead(HttpConnection connection, HttpResponse response) {
            if (response.getCode() == HttpStatus.SC_CONTINUE) {
                given.add(connection);
            }
        }

        @Override
        public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {}
    }
}
