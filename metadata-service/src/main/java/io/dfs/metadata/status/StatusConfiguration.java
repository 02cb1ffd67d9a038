package io.dfs.metadata.status;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

    @Bean
    LatestFacts latestFacts(FactsReader reader, StatusSettings settings) {
        return new LatestFacts(
                reader::read, task -> Thread.ofVirtual().name("cluster-facts").start(task), System::nanoTime, settings);
    }
}
