package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NewConnectionsTest {

    private static final InetAddress FIRST = InetAddress.ofLiteral("192.0.2.1");

    private final NewConnections connections = new NewConnections(10);

    @Test
    void anAddressMayOpenTwiceItsRateAtOnceAndThenItsRate() {
        assertThat(admitted(FIRST, 100, 0)).isEqualTo(20);

        assertThat(admitted(FIRST, 100, TimeUnit.SECONDS.toNanos(1))).isEqualTo(10);
        assertThat(admitted(FIRST, 100, TimeUnit.SECONDS.toNanos(60))).isEqualTo(20);
    }

    @Test
    void addressesDoNotCountForEachOther() {
        admitted(FIRST, 100, 0);

        assertThat(admitted(InetAddress.ofLiteral("192.0.2.2"), 1, 0)).isEqualTo(1);
    }

    @Test
    void theAddressesOfOneIpv6CustomerAreOne() {
        assertThat(CallerAddress.of(InetAddress.ofLiteral("2001:db8::1:2:3:4")))
                .isEqualTo(CallerAddress.of(InetAddress.ofLiteral("2001:db8::9:9:9:9")))
                .isNotEqualTo(CallerAddress.of(InetAddress.ofLiteral("2001:db8:0:1::1")));
    }

    @Test
    @DisplayName("I-9 a flood from many addresses takes no more memory than a bound")
    void remembersABoundedNumberOfAddresses() {
        IntStream.range(0, 20_000)
                .forEach(i -> connections.admit(InetAddress.ofLiteral("10.0.%d.%d".formatted(i / 256, i % 256)), 0));

        assertThat(connections.addresses()).isEqualTo(10_000);
    }

    @Test
    void withoutALimitAllAreAdmitted() {
        NewConnections unlimited = new NewConnections(0);

        assertThat(IntStream.range(0, 1000).allMatch(_ -> unlimited.admit(FIRST, 0)))
                .isTrue();
    }

    private long admitted(InetAddress address, int tries, long nowNanos) {
        return IntStream.range(0, tries)
                .filter(_ -> connections.admit(address, nowNanos))
                .count();
    }
}
