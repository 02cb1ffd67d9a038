package io.dfs.service.tls;

import io.dfs.common.tls.ClientTls;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Tells in time that the service's certificate comes to its end: as a metric always, in the log at the start. */
final class CertificateExpiry implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(CertificateExpiry.class);
    private static final Duration SOON = Duration.ofDays(30);

    private final ClientTls tls;
    private final Clock clock;

    CertificateExpiry(ClientTls tls, Clock clock) {
        this.tls = tls;
        this.clock = clock;
    }

    /** Only of a service that has a certificate. */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (tls.material().expiresAt().isPresent()) {
            Gauge.builder("dfs.tls.certificate.expires", this, CertificateExpiry::seconds)
                    .description("Until the service's certificate ends; negative when it has ended")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }

    private double seconds() {
        return tls.material()
                .expiresAt()
                .map(end -> (double) rest(end).toSeconds())
                .orElse(Double.NaN);
    }

    private Duration rest(Instant end) {
        return Duration.between(clock.instant(), end);
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        tls.material()
                .expiresAt()
                .filter(end -> rest(end).compareTo(SOON) < 0)
                .ifPresent(end -> log.warn(
                        "the certificate of this service ends in {} days, at {}: put a new one in its place, no restart is needed",
                        rest(end).toDays(),
                        end));
    }
}
