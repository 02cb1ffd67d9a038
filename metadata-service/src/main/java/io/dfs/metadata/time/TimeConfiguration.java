package io.dfs.metadata.time;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

    /** The machine's clock: for the age of tokens, which other machines signed, and for nothing stored. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
