package io.dfs.service.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsMaterial;
import io.dfs.common.tls.TlsSettings;
import io.dfs.service.tls.StartRules.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartRulesTest {

    @TempDir
    private static Path folder;

    private static TlsSettings full;
    private static TlsSettings withoutCa;

    @BeforeAll
    static void makeCertificates() {
        full = TestCertificates.make(folder, "one=localhost").settings("one");
        withoutCa = new TlsSettings(full.certificate(), full.privateKey(), null);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "all",
            value = {"127.0.0.1", "localhost", "::1", "127.8.8.8"})
    void plainHttpMayStayOnThisMachine(String address) {
        assertThat(refusal(plain(false), new Listener(address, "DFS_BIND_ADDRESS")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "all",
            value = {
                "0.0.0.0,0.0.0.0",
                "all,all addresses",
                "192.0.2.7,192.0.2.7",
                "::,::",
                "no-such-host.invalid,no-such"
            })
    void plainHttpThatOthersReachMustBeAskedFor(@Nullable String address, String told) {
        Listener reachable = new Listener(address, "DFS_BIND_ADDRESS");

        assertThat(refusal(plain(false), reachable).orElseThrow())
                .startsWith("DFS_BIND_ADDRESS is " + told)
                .contains("set DFS_TLS_CERTIFICATE and DFS_TLS_PRIVATE_KEY", "or DFS_ALLOW_PLAIN_HTTP=true");
        assertThat(refusal(plain(true), reachable)).isEmpty();
        assertThat(refusal(secure(full, ClientAuth.NONE, false), reachable)).isEmpty();
    }

    @Test
    void theManagementPortCountsToo() {
        assertThat(refusal(
                        plain(false),
                        new Listener("127.0.0.1", "DFS_BIND_ADDRESS"),
                        new Listener("0.0.0.0", "DFS_MANAGEMENT_ADDRESS")))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("DFS_MANAGEMENT_ADDRESS is 0.0.0.0"));
    }

    @ParameterizedTest
    @CsvSource({"WANT", "NEED"})
    void askingForCertificatesNeedsOneAndAnAuthority(ClientAuth auth) {
        assertThat(refusal(secure(full, auth, true))).isEmpty();
        assertThat(refusal(secure(withoutCa, auth, true)).orElseThrow())
                .contains("no authority is trusted: set DFS_TLS_CA");
        assertThat(refusal(secure(TlsSettings.NONE, auth, true)).orElseThrow())
                .contains("the service has no certificate: set DFS_TLS_CERTIFICATE");
    }

    @Test
    void needingCertificatesThatNobodyIsAskedForIsAContradiction() {
        assertThat(refusal(secure(full, ClientAuth.NONE, true)).orElseThrow())
                .contains("no one is asked for one: set DFS_TLS_CLIENT_AUTH to want or need");
    }

    @Test
    void anExpiredCertificateIsRefusedAndOneThatEndsSoonIsNot() {
        ServerTls tls = secure(full, ClientAuth.NONE, false);
        Instant end = TlsMaterial.read(full).expiresAt().orElseThrow();

        assertThat(StartRules.refusal(tls, TlsMaterial.read(full), end.minus(Duration.ofMinutes(1)), Stream.empty()))
                .isEmpty();
        assertThat(StartRules.refusal(tls, TlsMaterial.read(full), end.plusSeconds(1), Stream.empty()))
                .contains("the certificate in %s expired at %s: put a new one in its place"
                        .formatted(full.certificate(), end));
    }

    private static ServerTls plain(boolean allowed) {
        return new ServerTls(TlsSettings.NONE, ClientAuth.NONE, false, List.of(), allowed);
    }

    private static ServerTls secure(TlsSettings files, ClientAuth auth, boolean servicesNeedCertificate) {
        return new ServerTls(files, auth, servicesNeedCertificate, List.of(), false);
    }

    private static Optional<String> refusal(ServerTls tls, Listener... listeners) {
        return StartRules.refusal(tls, TlsMaterial.read(tls.files()), Instant.now(), Stream.of(listeners));
    }
}
