package io.dfs.node.audit;

import io.dfs.node.chunk.DataDirectories;
import io.dfs.service.audit.AuditConfiguration;
import io.dfs.service.audit.AuditDirectory;
import io.dfs.service.audit.AuditSettings;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(AuditConfiguration.class)
class NodeAuditConfiguration {

    /**
     * In a data directory, unless a folder was chosen: the one place that a node is sure to have for itself and to keep. Known
     * only when a directory has been found to be this node's, or has become so.
     */
    @Bean
    AuditDirectory auditDirectory(AuditSettings settings, DataDirectories directories) {
        return settings.dir().isBlank()
                ? new AuditDirectory(directories::auditFolder)
                : AuditDirectory.at(Path.of(settings.dir()));
    }
}
