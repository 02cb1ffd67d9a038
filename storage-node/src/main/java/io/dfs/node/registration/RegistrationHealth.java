package io.dfs.node.registration;

import io.dfs.node.identity.Membership;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Part of readiness, not of liveness: starting the process again would not bring a metadata service back. */
@Component("registrationHealthIndicator")
final class RegistrationHealth implements HealthIndicator {

    private final Membership membership;

    RegistrationHealth(Membership membership) {
        this.membership = membership;
    }

    @Override
    public Health health() {
        return membership.registered()
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", "not registered with the metadata service")
                        .build();
    }
}
