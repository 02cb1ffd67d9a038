package io.dfs.metadata.support;

import io.dfs.metadata.database.DatabaseUrlDefaults;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Give an application context a fresh database, and what else the service needs to start. */
final class TestDatabases {

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabases.class);

    private TestDatabases() {}

    static final class H2 implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            use(context, TestDatabase.h2());
        }
    }

    static final class MySql implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            use(context, TestDatabase.mySql());
        }
    }

    private static void use(ConfigurableApplicationContext context, TestDatabase database) {
        LOG.info("database under test: {}, {}", database.product(), database.url());
        Map<String, Object> settings = new HashMap<>(database.settings());
        // The environment has been completed already.
        settings.put("spring.datasource.url", DatabaseUrlDefaults.complete(database.url()));
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("database under test", settings));
    }
}
