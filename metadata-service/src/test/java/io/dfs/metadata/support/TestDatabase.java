package io.dfs.metadata.support;

import io.dfs.common.mysql.MySqlServer;
import io.dfs.metadata.database.DatabaseUrlDefaults;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An empty database of one test. */
public record TestDatabase(String product, String url, String user, String password) {

    private static final String CLUSTER_SECRET = "a secret of tests, long enough to be one";

    private static final String AUDIT_LOGS =
            "target/audit/" + ProcessHandle.current().pid();

    private static final AtomicInteger DATABASES = new AtomicInteger();

    public static TestDatabase h2() {
        String url = "jdbc:h2:mem:test" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
        return new TestDatabase("H2", url, "dfs", "");
    }

    public static TestDatabase mySql() {
        MySqlServer server = MySqlServer.shared();
        return new TestDatabase(server.product(), server.freshSchema(), server.user(), server.password());
    }

    /** What the service needs to start on it. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("spring.datasource.url", url);
        settings.put("spring.datasource.username", user);
        settings.put("spring.datasource.password", password);
        settings.put("dfs.cluster-secret", CLUSTER_SECRET);
        settings.put("dfs.access.admin-token", TestTokens.ADMIN);
        // Many refusals in a row are what tests are made of.
        settings.put("dfs.failed-attempts.limit", "0");
        settings.put("dfs.audit.refusals", "10000");
        // Tests allocate far more than their nodes have, and commit little of it.
        settings.put("dfs.uncommitted.share", "100");
        settings.put("dfs.audit.dir", AUDIT_LOGS + "/" + DATABASES.incrementAndGet());
        // Tests raise it themselves.
        settings.put("dfs.epoch-interval", "1d");
        return settings;
    }

    /** Past the service, with the driver's settings that it would have. */
    public DataSource dataSource() {
        return new DriverManagerDataSource(DatabaseUrlDefaults.complete(url), user, password);
    }
}
