package io.dfs.service.web;

import io.dfs.service.connection.ConnectionFigures;
import io.dfs.service.connection.ConnectionLimits;
import io.dfs.service.connection.GuardedProtocol;
import io.dfs.service.connection.ScarceSlots;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** How every web server of ours is set up, whatever it serves. */
public final class EdgeServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** Our clients send about ten, browsers about twenty. */
    private static final int MOST_HEADERS = 60;

    /** The endpoint with the most parameters has seven. */
    private static final int MOST_PARAMETERS = 50;

    private final ConnectionLimits limits;
    private final ConnectionFigures figures;
    private final TrustedProxies proxies;
    private final ScarceSlots slots;

    EdgeServer(ConnectionLimits limits, ConnectionFigures figures, TrustedProxies proxies, ScarceSlots slots) {
        this.limits = limits;
        this.figures = figures;
        this.proxies = proxies;
        this.slots = slots;
    }

    /** For the management port: monitoring asks it without a proxy, and no request to it takes a slot. */
    public EdgeServer withoutProxies() {
        return new EdgeServer(limits, figures, new TrustedProxies(List.of()), ScarceSlots.NONE);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (limits.guard()) {
            factory.setProtocol(GuardedProtocol.class.getName());
        }
        factory.addConnectorCustomizers(this::customize);
        factory.addEngineValves(new SecurityHeadersValve(), new PathParametersValve());
        if (!proxies.isEmpty()) {
            factory.addEngineValves(new TrustedProxiesValve(proxies));
        }
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    private void customize(Connector connector) {
        connector.setAllowTrace(false);
        connector.setXpoweredBy(false);
        connector.setMaxParameterCount(MOST_PARAMETERS);
        connector.setMaxPostSize(0); // Nothing of ours is a form.
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxHeaderCount(MOST_HEADERS);
        }
        if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
            protocol.guardBy(limits, figures, slots, proxies::contains);
        }
    }
}
