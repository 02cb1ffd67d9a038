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
     * In a data directory, unless a folder was chosen: the one place that a node is sure to have for itself and to keep. Asked for
     * only when the data directories have been found to be this node's.
     */
    @Bean
    AuditDirectory auditDirectory(AuditSettings settings, DataDirectories directories) {
        return new AuditDirectory(settings.dir().isBlank() ? directories.auditFolder() : Path.of(settings.dir()));
    }
}
