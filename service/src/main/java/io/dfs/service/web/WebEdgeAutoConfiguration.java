package io.dfs.service.web;

import io.dfs.service.attempts.FailedAttempts;
import io.dfs.service.attempts.FailedAttemptsProperties;
import io.dfs.service.connection.ConnectionFigures;
import io.dfs.service.connection.ConnectionLimits;
import io.dfs.service.connection.ScarceSlots;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** Puts the edge around every service that has this module. */
@AutoConfiguration
@EnableConfigurationProperties({ConnectionLimits.class, EdgeProperties.class, FailedAttemptsProperties.class})
public class WebEdgeAutoConfiguration {

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter();
    }

    /** Who came through which proxy is found out before; nothing behind believes what a caller writes into these headers. */
    @Bean
    FilterRegistrationBean<ForwardedHeaderFilter> unbelievedHeaders() {
        ForwardedHeaderFilter filter = new ForwardedHeaderFilter();
        filter.setRemoveOnly(true);
        FilterRegistrationBean<ForwardedHeaderFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    JsonWhateverIsAccepted jsonWhateverIsAccepted() {
        return new JsonWhateverIsAccepted();
    }

    @Bean
    ConnectionFigures connectionFigures() {
        return new ConnectionFigures();
    }

    @Bean
    EdgeServer edgeServer(
            ConnectionLimits limits,
            ConnectionFigures figures,
            EdgeProperties edge,
            ObjectProvider<ScarceSlots> slots) {
        return new EdgeServer(
                limits,
                figures,
                new TrustedProxies(edge.trustedProxies()),
                slots.getIfAvailable(() -> ScarceSlots.NONE));
    }

    @Bean
    FailedAttempts failedAttempts(FailedAttemptsProperties properties, ObjectProvider<Clock> clock) {
        return new FailedAttempts(properties, clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    CallerShares callerShares(
            ConnectionLimits limits, @Value("${server.tomcat.threads.max:200}") int threads, MeterRegistry meters) {
        return new CallerShares(limits.shareOf(threads), refused("address", meters), refused("principal", meters));
    }

    private static Counter refused(String reason, MeterRegistry meters) {
        return Counter.builder("dfs.requests.refused")
                .tag("reason", reason)
                .description("requests refused because their caller had as many under way as one may have")
                .register(meters);
    }

    @Bean
    MeterBinder connectionMetrics(ConnectionFigures figures) {
        return registry -> {
            closed("late_head", figures.lateHeads()).register(registry);
            closed("room", figures.forRoom()).register(registry);
            closed("slow_reader", figures.slowReaders()).register(registry);
            closed("slow_body", figures.slowBodies()).register(registry);
            closed("unread_body", figures.unreadBodies()).register(registry);
            closed("address", figures.overShare()).register(registry);
            closed("address_rate", figures.tooFast()).register(registry);
        };
    }

    private static FunctionCounter.Builder<AtomicLong> closed(String reason, AtomicLong count) {
        return FunctionCounter.builder("dfs.connections.closed", count, AtomicLong::doubleValue)
                .tag("reason", reason)
                .description(
                        "connections that the service closed because they sent or took too little, or their address had too many");
    }
}
