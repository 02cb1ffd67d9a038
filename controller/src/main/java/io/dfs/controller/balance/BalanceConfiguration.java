package io.dfs.controller.balance;

import io.dfs.common.api.BalanceRound;
import io.dfs.controller.round.RoundSchedule;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BalanceConfiguration {

    @Bean
    RoundSchedule<BalanceRound> balance(BalanceLoop loop, BalanceSettings settings, Clock clock) {
        return new RoundSchedule<>("balance", settings.interval(), loop::runOnce, BalanceLoop::didSomething, clock);
    }
}
