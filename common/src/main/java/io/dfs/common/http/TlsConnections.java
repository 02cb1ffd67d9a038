package io.dfs.common.http;

import io.dfs.common.tls.ClientTls;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Makes connections to https addresses with the certificates of the moment. Host names are always verified. */
final class TlsConnections implements TlsSocketStrategy {

    private final ClientTls tls;
    private volatile @Nullable Current current;

    private record Current(SSLContext context, TlsSocketStrategy strategy) {}

    TlsConnections(ClientTls tls) {
        this.tls = tls;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, target, port, attachment, context);
    }

    /** Made by the first connection: a program that speaks plain HTTP need not read Java's authorities. */
    private TlsSocketStrategy strategy() {
        SSLContext context = tls.context();
        Current known = current;
        if (known == null || !known.context().equals(context)) {
            known = new Current(context, new DefaultClientTlsStrategy(context));
            current = known;
        }
        return known.strategy();
    }
}
