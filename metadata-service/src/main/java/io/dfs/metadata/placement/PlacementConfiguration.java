package io.dfs.metadata.placement;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PlacementConfiguration {

    @Bean
    Placement placement() {
        // Asked again for each number, because each thread has its own.
        RandomGenerator ofThisThread = () -> ThreadLocalRandom.current().nextLong();
        return new Placement(ofThisThread);
    }
}
