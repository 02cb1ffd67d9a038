package io.dfs.service.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Sees behind a gateway: the address of a request is its client's, where a trusted proxy tells it. */
final class TrustedProxiesValve extends ValveBase {

    private static final String HEADER = "X-Forwarded-For";

    private final TrustedProxies proxies;

    TrustedProxiesValve(TrustedProxies proxies) {
        super(true);
        this.proxies = proxies;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        List<String> forwardedFor = Collections.list(request.getHeaders(HEADER)).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
        if (!forwardedFor.isEmpty()) {
            request.setRemoteAddr(proxies.origin(request.getRemoteAddr(), forwardedFor));
        }
        getNext().invoke(request, response);
    }
}
