package io.dfs.metadata.support;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.http.HttpAccessApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.metadata.MetadataServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service that a test starts and ends itself, configured as a person configures it. */
public final class RunningService implements AutoCloseable {

    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(5), Duration.ofSeconds(20), 64);
    private final ConfigurableApplicationContext context;
    private final URI address;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
        this.address = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /** Returns when it is ready. */
    public static RunningService on(TestDatabase database, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0"));
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(settings);
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new RunningService(
                new SpringApplicationBuilder(MetadataServiceApplication.class).run(arguments.toArray(String[]::new)));
    }

    public MetadataApi api() {
        return new HttpMetadataApi(http, address, Retry.NEVER, () -> TestTokens.ADMIN);
    }

    public AccessApi access(String token) {
        return new HttpAccessApi(http, new MetadataEndpoints(List.of(address)), Retry.NEVER, () -> token);
    }

    /** The status of its readiness: 200 or 503. */
    public int readiness() {
        try {
            return http.execute(
                    new HttpGet("http://localhost:%s/actuator/health/readiness"
                            .formatted(context.getEnvironment().getRequiredProperty("local.management.port"))),
                    response -> response.getCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
