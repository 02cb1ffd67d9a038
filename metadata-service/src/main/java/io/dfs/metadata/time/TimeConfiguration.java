package io.dfs.metadata.time;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

    /** The machine's clock: for the age of tokens, which other machines signed, and for nothing stored. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * For everything that is {@code @Scheduled}. A stop lets what runs come to its end: an interrupt in the middle of a statement
     * makes the embedded database close its file.
     */
    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(4);
        scheduler.setThreadNamePrefix("scheduling-");
        scheduler.setWaitForTasksToCompleteOnShutdown(true);
        scheduler.setAwaitTerminationSeconds(10);
        return scheduler;
    }
}
