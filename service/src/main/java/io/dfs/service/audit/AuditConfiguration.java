package io.dfs.service.audit;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * The audit log of a service that imports it. The service brings {@link AuditedRequests}; it may bring an
 * {@link AuditDirectory} of its own choice, and further {@link AuditLog}s, which get each line after the file.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditSettings.class)
public class AuditConfiguration {

    @Bean
    AuditMetrics auditMetrics(MeterRegistry meters) {
        return new AuditMetrics(meters);
    }

    @Bean
    @Order(0)
    AuditLog auditFile(AuditSettings settings, ObjectProvider<AuditDirectory> directory, AuditMetrics metrics) {
        AuditDirectory chosen = directory.getIfAvailable(() -> AuditDirectory.at(Path.of(settings.dir())));
        return chosen.folder()
                .get()
                .<AuditLog>map(folder -> AuditFile.open(folder, settings, metrics))
                .orElseGet(() ->
                        new WaitingAuditLog(chosen, folder -> AuditFile.open(folder, settings, metrics), metrics));
    }

    @Bean(initMethod = "start")
    AuditTrail auditTrail(List<AuditLog> logs, AuditSettings settings, AuditMetrics metrics, Clock clock) {
        return new AuditTrail(logs, settings, metrics, clock);
    }

    @Bean
    AuditFilter auditFilter(AuditedRequests requests, AuditTrail trail, Clock clock) {
        return new AuditFilter(requests, trail, clock);
    }

    @Bean
    AnsweredProblems answeredProblems() {
        return new AnsweredProblems();
    }
}
