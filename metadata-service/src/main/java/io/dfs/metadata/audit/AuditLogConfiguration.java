package io.dfs.metadata.audit;

import io.dfs.service.audit.AuditConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(AuditConfiguration.class)
class AuditLogConfiguration {}
