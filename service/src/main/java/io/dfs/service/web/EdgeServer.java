package io.dfs.service.web;

import io.dfs.service.connection.ConnectionFigures;
import io.dfs.service.connection.ConnectionLimits;
import io.dfs.service.connection.GuardedProtocol;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
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

    EdgeServer(ConnectionLimits limits, ConnectionFigures figures, TrustedProxies proxies) {
        this.limits = limits;
        this.figures = figures;
        this.proxies = proxies;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(GuardedProtocol.class.getName());
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
        if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
            protocol.setMaxHeaderCount(MOST_HEADERS);
            protocol.guardBy(limits, figures);
        }
    }
}
