package io.dfs.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", " 192.0.2.1 ", "fd00::/8"));

    @Test
    void aStrangersHeaderIsNotBelieved() {
        assertThat(proxies.origin("203.0.113.5", List.of("198.51.100.1"))).isEqualTo("203.0.113.5");
    }

    @Test
    void theLastAddressThatIsNoProxyIsTheOrigin() {
        assertThat(proxies.origin("10.1.1.1", List.of("198.51.100.1", "203.0.113.5", "192.0.2.1")))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void aChainOfProxiesAloneEndsAtItsFirst() {
        assertThat(proxies.origin("10.1.1.1", List.of("10.2.2.2", "fd00::1"))).isEqualTo("10.2.2.2");
    }

    @Test
    void whatIsNoAddressEndsTheChain() {
        assertThat(proxies.origin("10.1.1.1", List.of("198.51.100.1", "unknown")))
                .isEqualTo("10.1.1.1");
    }

    @Test
    void refusesWhatIsNoNetwork() {
        assertThatThrownBy(() -> new TrustedProxies(List.of("gateway.example.org")))
                .hasMessageContaining("'gateway.example.org', which is neither an address nor a network");
    }
}
