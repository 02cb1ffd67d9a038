package io.dfs.metadata.support;

import io.dfs.metadata.database.DatabaseUrlDefaults;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Give an application context a fresh database, and what else the service needs to start. */
final class TestDatabases {

    static final String CLUSTER_SECRET = "a secret of tests, long enough to be one";

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabases.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** MySQL's driver can't list MariaDB's reserved words, so Hibernate is told what it would ask for. */
    private static final Map<String, Object> MARIADB = Map.of(
            "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access", "false",
            "spring.jpa.properties.hibernate.dialect", "org.hibernate.dialect.MySQLDialect");

    private TestDatabases() {}

    static final class H2 implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            String url = "jdbc:h2:mem:test" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
            LOG.info("database under test: H2, {}", url);
            use(context, url, "dfs", "", Map.of());
        }
    }

    static final class MySql implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            MySqlServer server = MySqlServer.shared();
            String url = server.freshSchema();
            LOG.info("database under test: {}, {}", server.product(), url);
            use(context, url, server.user(), server.password(), server.isMariaDb() ? MARIADB : Map.of());
        }
    }

    private static void use(
            ConfigurableApplicationContext context,
            String url,
            String user,
            String password,
            Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("spring.datasource.url", DatabaseUrlDefaults.complete(url));
        settings.put("spring.datasource.username", user);
        settings.put("spring.datasource.password", password);
        settings.put("dfs.cluster-secret", CLUSTER_SECRET);
        // Tests raise it themselves.
        settings.put("dfs.epoch-interval", "1d");
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("database under test", settings));
    }
}
