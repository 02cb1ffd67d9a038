package io.dfs.metadata.database;

import org.flywaydb.core.api.callback.Callback;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    FlywayConfigurationCustomizer patientMigrations() {
        return flyway -> flyway.dataSource(new PatientDataSource(flyway.getDataSource()));
    }

    @Bean
    Callback unicodeText() {
        return new UnicodeText();
    }
}
