package io.dfs.service.tls;

import io.dfs.common.tls.TlsSettings;
import io.dfs.service.start.StartRefusedException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * What a service is told about TLS.
 *
 * @param servicesNeedCertificate whether programs of the cluster are refused without a client certificate
 * @param programNames the names of which a program's certificate must have one, {@code *} for any characters; empty if any
 *     certificate of a trusted authority will do
 * @param allowPlainHttp whether plain HTTP may be reached from other machines
 */
public record ServerTls(
        TlsSettings files,
        ClientAuth clientAuth,
        boolean servicesNeedCertificate,
        List<String> programNames,
        boolean allowPlainHttp) {

    static ServerTls of(Environment environment) {
        ClientAuth clientAuth = ClientAuth.of(environment.getProperty("dfs.tls.client-auth"));
        return new ServerTls(
                TlsSettings.of(
                        environment.getProperty("dfs.tls.certificate"),
                        environment.getProperty("dfs.tls.private-key"),
                        environment.getProperty("dfs.tls.ca")),
                clientAuth,
                bool(environment, "dfs.tls.services-need-certificate", clientAuth != ClientAuth.NONE),
                names(environment.getProperty("dfs.tls.program-names", "")),
                bool(environment, "dfs.allow-plain-http", false));
    }

    private static List<String> names(String commaSeparated) {
        return Stream.of(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean bool(Environment environment, String property, boolean otherwise) {
        String text = environment.getProperty(property);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new StartRefusedException("%s is '%s': write true or false".formatted(variable(property), text));
        };
    }

    private static String variable(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether the service speaks HTTPS; otherwise plain HTTP. */
    public boolean isOn() {
        return files.certificate() != null;
    }

    /** {@code https} or {@code http}. */
    public String scheme() {
        return isOn() ? "https" : "http";
    }
}
