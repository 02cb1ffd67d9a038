package io.dfs.common.http;

import io.dfs.common.tls.ClientTls;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/** Makes HTTP clients that move chunks fast and hide nothing: no redirects, cookies, compression or silent retries. */
public final class HttpClients {

    /** Buffer of a connection and of a copy loop, in bytes. Measured: below 256 KiB throughput falls by half. */
    public static final int BUFFER_SIZE_BYTES = 256 * 1024;

    private HttpClients() {}

    /** As below, with Java's authorities and no certificate of our own. */
    public static CloseableHttpClient create(Duration connectTimeout, Duration responseTimeout, int maxConnections) {
        return create(ClientTls.ofJava(), connectTimeout, responseTimeout, maxConnections);
    }

    /**
     * Requests carry the id of the work that the calling thread does.
     *
     * @param tls for https addresses
     * @param connectTimeout until a connection stands
     * @param responseTimeout the longest silence of the other side
     * @param maxConnections in all; each route may use them all
     */
    public static CloseableHttpClient create(
            ClientTls tls, Duration connectTimeout, Duration responseTimeout, int maxConnections) {
        return create(
                tls, connectTimeout, responseTimeout, maxConnections, () -> RequestIds.accept(RequestIds.current()));
    }

    /** @param requestId gives the {@link DfsHeaders#REQUEST_ID} of each request */
    public static CloseableHttpClient create(
            ClientTls tls,
            Duration connectTimeout,
            Duration responseTimeout,
            int maxConnections,
            Supplier<String> requestId) {
        HttpRequestInterceptor naming = (request, _, _) -> request.setHeader(DfsHeaders.REQUEST_ID, requestId.get());
        Timeout silence = Timeout.of(responseTimeout);
        return HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setBufferSize(BUFFER_SIZE_BYTES)
                                        .setChunkSizeHint(BUFFER_SIZE_BYTES)
                                        .build())
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectTimeout))
                                .setSocketTimeout(silence)
                                .setValidateAfterInactivity(Timeout.ofSeconds(1))
                                .build())
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setSoTimeout(silence)
                                .setTcpNoDelay(true)
                                .build())
                        .setTlsSocketStrategy(new TlsConnections(tls))
                        .setMaxConnTotal(maxConnections)
                        .setMaxConnPerRoute(maxConnections)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(silence)
                        .setConnectionRequestTimeout(silence)
                        .build())
                .setRequestExecutor(new ContinueRequests())
                .setUserAgent("dfs")
                .addRequestInterceptorFirst(naming)
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableAuthCaching()
                // Or a connection that showed a certificate would serve one request only, as if it were a person's.
                .disableConnectionState()
                .build();
    }
}
