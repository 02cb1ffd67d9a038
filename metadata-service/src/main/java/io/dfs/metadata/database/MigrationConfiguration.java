package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    /** A change of a large table takes as long as it takes; broken off by us it would be half done. */
    @Bean
    FlywayConfigurationCustomizer patientMigrations() {
        return flyway -> flyway.dataSource(new PatientDataSource(flyway.getDataSource()));
    }

    @Bean
    FlywayConfigurationCustomizer unicodeText() {
        return flyway -> flyway.callbacks(new UnicodeText());
    }

    private static final class PatientDataSource extends DelegatingDataSource {

        PatientDataSource(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            // The pool undoes it when the connection is given back.
            connection.setNetworkTimeout(Runnable::run, 0);
            return connection;
        }
    }
}
