package io.dfs.service.tls;

import io.dfs.common.tls.TlsMaterial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a service must not start because of its TLS. */
final class StartRules {

    private StartRules() {}

    /**
     * Where a service listens.
     *
     * @param address null for all addresses
     * @param setting which variable says so
     */
    record Listener(@Nullable String address, String setting) {

        /** Whether no one on another machine can reach it. A name that no one knows is for the web server to refuse. */
        boolean isLocal() {
            try {
                return address != null && InetAddress.getByName(address).isLoopbackAddress();
            } catch (UnknownHostException _) {
                return false;
            }
        }
    }

    /** The sentence why not; empty if it may start. */
    static Optional<String> refusal(ServerTls tls, TlsMaterial material, Instant now, Stream<Listener> listeners) {
        if (tls.clientAuth() != ClientAuth.NONE && !tls.isOn()) {
            return Optional.of(
                    "DFS_TLS_CLIENT_AUTH is %s and the service has no certificate: set DFS_TLS_CERTIFICATE and"
                                    .formatted(tls.clientAuth().setting())
                            + " DFS_TLS_PRIVATE_KEY, or leave it out");
        }
        if (tls.clientAuth() != ClientAuth.NONE && material.authorities().isEmpty()) {
            return Optional.of(
                    "DFS_TLS_CLIENT_AUTH is %s and no authority is trusted: set DFS_TLS_CA to a PEM file with that"
                                    .formatted(tls.clientAuth().setting())
                            + " of the callers' certificates");
        }
        if (tls.servicesNeedCertificate() && tls.clientAuth() == ClientAuth.NONE) {
            return Optional.of("DFS_TLS_SERVICES_NEED_CERTIFICATE is true and no one is asked for one: set"
                    + " DFS_TLS_CLIENT_AUTH to want or need");
        }
        Optional<Instant> end = material.expiresAt().filter(now::isAfter);
        if (end.isPresent()) {
            return Optional.of("the certificate in %s expired at %s: put a new one in its place"
                    .formatted(tls.files().certificate(), end.get()));
        }
        return tls.isOn() || tls.allowPlainHttp()
                ? Optional.empty()
                : listeners.filter(listener -> !listener.isLocal()).findFirst().map(StartRules::plainAndReachable);
    }

    private static String plainAndReachable(Listener listener) {
        return ("%s is %s, where other machines can listen in on plain HTTP: set DFS_TLS_CERTIFICATE and DFS_TLS_PRIVATE_KEY"
                        + " for HTTPS, or DFS_ALLOW_PLAIN_HTTP=true if something else protects the network")
                .formatted(listener.setting(), listener.address() == null ? "all addresses" : listener.address());
    }
}
