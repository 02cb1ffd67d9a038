package io.dfs.service.management;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Reads the settings of the management port with those of the service, so that a wrong one stops it at once. */
@AutoConfiguration
@EnableConfigurationProperties(MetricsToken.class)
public class ManagementAutoConfiguration {}
