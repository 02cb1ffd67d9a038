package io.dfs.service.tls;

import io.dfs.common.tls.TlsMaterial;
import io.dfs.common.tls.TlsMaterialException;
import io.dfs.service.start.StartRefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** Turns the settings {@code dfs.tls.*} into an SSL bundle of the web server, and refuses to start with wrong ones. */
final class TlsEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String BUNDLE = "dfs";
    private static final String PEM = "spring.ssl.bundle.pem." + BUNDLE + ".";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        ServerTls tls = ServerTls.of(environment);
        StartRules.refusal(tls, read(tls), Clock.systemUTC().instant(), listeners(environment))
                .ifPresent(reason -> {
                    throw new StartRefusedException(reason);
                });
        if (tls.isOn()) {
            boolean ownManagementPort = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
            environment.getPropertySources().addFirst(new MapPropertySource("TLS", properties(tls, ownManagementPort)));
        }
    }

    private static TlsMaterial read(ServerTls tls) {
        try {
            return TlsMaterial.read(tls.files());
        } catch (TlsMaterialException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Stream<StartRules.Listener> listeners(Environment environment) {
        StartRules.Listener service =
                new StartRules.Listener(address(environment, "server.address"), "DFS_BIND_ADDRESS");
        StartRules.Listener management =
                new StartRules.Listener(address(environment, "management.server.address"), "DFS_MANAGEMENT_ADDRESS");
        List<StartRules.Listener> listeners = new ArrayList<>();
        // A service that has no clients has a management port only.
        if (environment.getProperty("server.port", Integer.class, 0) >= 0) {
            listeners.add(service);
        }
        if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            listeners.add(management);
        }
        return listeners.stream();
    }

    private static @Nullable String address(Environment environment, String property) {
        String address = environment.getProperty(property);
        return address == null || address.isBlank() ? null : address;
    }

    /**
     * Boot's own properties.
     *
     * @param ownManagementPort whether health and metrics have a port of their own. No one is asked for a certificate there,
     *     because what looks after processes has none.
     */
    static Map<String, Object> properties(ServerTls tls, boolean ownManagementPort) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                PEM + "keystore.certificate",
                location(Objects.requireNonNull(tls.files().certificate())));
        properties.put(
                PEM + "keystore.private-key",
                location(Objects.requireNonNull(tls.files().privateKey())));
        // A key that does not fit, half way through a change of files, is not taken.
        properties.put(PEM + "keystore.verify-keys", true);
        if (tls.files().ca() != null) {
            properties.put(PEM + "truststore.certificate", location(tls.files().ca()));
        }
        properties.put(PEM + "options.enabled-protocols", "TLSv1.3,TLSv1.2");
        properties.put(PEM + "reload-on-update", true);
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "2s");
        properties.put("server.ssl.bundle", BUNDLE);
        properties.put("server.ssl.client-auth", tls.clientAuth().setting());
        if (ownManagementPort) {
            properties.put("management.server.ssl.bundle", BUNDLE);
            properties.put("management.server.ssl.client-auth", ClientAuth.NONE.setting());
        }
        return properties;
    }

    private static String location(Path file) {
        return file.toAbsolutePath().toUri().toString();
    }

    /** After application.yml has been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
