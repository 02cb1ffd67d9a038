package io.dfs.controller.reclaim;

import io.dfs.common.api.ReclaimRound;
import io.dfs.controller.round.RoundSchedule;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReclaimConfiguration {

    @Bean
    RoundSchedule<ReclaimRound> reclaim(ReclaimLoop loop, ReclaimSettings settings, Clock clock) {
        return new RoundSchedule<>("reclaim", settings.interval(), loop::runOnce, ReclaimLoop::didSomething, clock);
    }
}
