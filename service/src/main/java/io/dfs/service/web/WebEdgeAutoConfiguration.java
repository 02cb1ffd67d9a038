package io.dfs.service.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Puts the edge around every service that has this module. */
@AutoConfiguration
public class WebEdgeAutoConfiguration {

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter();
    }

    @Bean
    JsonWhateverIsAccepted jsonWhateverIsAccepted() {
        return new JsonWhateverIsAccepted();
    }
}
