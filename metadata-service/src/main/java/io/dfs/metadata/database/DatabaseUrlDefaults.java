package io.dfs.metadata.database;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets people write a short database URL: adds the driver's settings that correctness (time zone) and speed (batches,
 * fewer round trips) need, where the URL does not set them itself. A URL with several hosts is for {@link WritableServerDriver}.
 */
public class DatabaseUrlDefaults implements EnvironmentPostProcessor, Ordered {

    private static final String PROPERTY = "spring.datasource.url";

    private static final String TIMEOUT_PROPERTY = "spring.transaction.default-timeout";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    private static final Map<String, String> MYSQL = ordered(
            "connectionTimeZone", "UTC",
            "forceConnectionTimeZoneToSession", "true",
            "rewriteBatchedStatements", "true",
            "cachePrepStmts", "true",
            "useLocalSessionState", "true",
            "elideSetAutoCommits", "true",
            "cacheServerConfiguration", "true",
            "readOnlyPropagatesToServer", "false",
            "connectTimeout", "5000",
            "tcpKeepAlive", "true",
            // Asking a server that has fallen silent to stop the statement would only take longer still.
            "queryTimeoutKillsConnection", "true",
            // The server's own 50 s are longer than a caller waits.
            "sessionVariables", "innodb_lock_wait_timeout=5");

    private static final Map<String, String> H2 = ordered("MODE", "MySQL", "TIME ZONE", "UTC", "LOCK_TIMEOUT", "10000");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String url = environment.getProperty(PROPERTY);
        if (url == null) {
            return;
        }
        String timeout = environment.getProperty(TIMEOUT_PROPERTY, "");
        String complete = complete(url, timeout.isEmpty() ? DEFAULT_TIMEOUT : DurationStyle.detectAndParse(timeout));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(PROPERTY, complete);
        if (WritableServerDriver.isFor(complete)) {
            settings.put("spring.datasource.driver-class-name", WritableServerDriver.class.getName());
            // A connection to a server that is no longer the primary is thrown away instead of being used for reading.
            settings.put("spring.datasource.hikari.connection-test-query", WritableServerDriver.TEST_QUERY);
        }
        environment.getPropertySources().addFirst(new MapPropertySource("database URL defaults", settings));
    }

    /** After application.yml has been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** The URL with the missing settings; one of another kind of database as it is. */
    public static String complete(String url) {
        return complete(url, DEFAULT_TIMEOUT);
    }

    /**
     * @param timeout how long a transaction may take. Half of it is what MySQL has for one answer: closing an encrypted
     *     connection that has fallen silent takes as long once more.
     */
    static String complete(String url, Duration timeout) {
        if (url.startsWith("jdbc:mysql:")) {
            int query = url.indexOf('?');
            String settings = query < 0 ? "" : url.substring(query + 1);
            Map<String, String> defaults = new LinkedHashMap<>(MYSQL);
            defaults.put("socketTimeout", Long.toString(timeout.dividedBy(2).toMillis()));
            String missing = missing(defaults, settings, "&");
            if (missing.isEmpty()) {
                return url;
            }
            return query < 0 ? url + "?" + missing : url + (settings.isEmpty() ? "" : "&") + missing;
        }
        if (url.startsWith("jdbc:h2:")) {
            int first = url.indexOf(';');
            String missing = missing(H2, first < 0 ? "" : url.substring(first + 1), ";");
            return missing.isEmpty() ? url : url + ";" + missing;
        }
        return url;
    }

    private static String missing(Map<String, String> defaults, String settings, String separator) {
        Map<String, String> rest = new LinkedHashMap<>(defaults);
        for (String setting : settings.split(separator, -1)) {
            String name = setting.split("=", 2)[0];
            rest.keySet().removeIf(known -> known.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
        }
        return String.join(
                separator,
                rest.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }
}
