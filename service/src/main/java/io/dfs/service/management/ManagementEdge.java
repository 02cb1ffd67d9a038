package io.dfs.service.management;

import io.dfs.service.attempts.FailedAttempts;
import io.dfs.service.web.EdgeServer;
import io.dfs.service.web.RequestIdFilter;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Puts the edge around the management port, which is a web server of its own. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementEdge {

    /** The main web server's settings, but for its proxies; customizers are looked for in a server's own context only. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementServer(EdgeServer edge) {
        return edge.withoutProxies();
    }

    @Bean
    RequestIdFilter managementRequestIdFilter() {
        return new RequestIdFilter();
    }

    @Bean
    ManagementFilter managementFilter(MetricsToken token, FailedAttempts attempts) {
        return new ManagementFilter(token, attempts);
    }
}
