package io.dfs.controller.repair;

import io.dfs.controller.round.RoundSchedule;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RepairConfiguration {

    @Bean
    MonotonicTime monotonicTime() {
        return MonotonicTime.SYSTEM;
    }

    /** A round of its own, because a round of repair may last as long as its longest copy. */
    @Bean
    RoundSchedule<Integer> claimRenewal(HeldClaims claims, RepairSettings settings, Clock clock) {
        return new RoundSchedule<>("renewal", settings.renewalInterval(), claims::renew, _ -> false, clock);
    }

    @Bean
    RoundSchedule<RepairRound> repair(RepairLoop loop, RepairSettings settings, Clock clock) {
        return new RoundSchedule<>("repair", settings.interval(), loop::runOnce, RepairRound::didSomething, clock);
    }
}
