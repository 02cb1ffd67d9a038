package io.dfs.service.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param trustedProxies addresses and networks whose {@code X-Forwarded-For} is believed */
@ConfigurationProperties("dfs")
record EdgeProperties(@DefaultValue List<String> trustedProxies) {

    EdgeProperties {
        trustedProxies = List.copyOf(trustedProxies);
    }
}
