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

    @Bean
    RoundSchedule<RepairRound> repair(RepairLoop loop, RepairSettings settings, Clock clock) {
        return new RoundSchedule<>("repair", settings.interval(), loop::runOnce, RepairRound::didSomething, clock);
    }
}
