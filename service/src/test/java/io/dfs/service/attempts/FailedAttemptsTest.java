package io.dfs.service.attempts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {

    private static final InetAddress CALLER = InetAddress.ofLiteral("192.0.2.7");

    private static final DfsException REFUSAL = new DfsException(ErrorCode.TOKEN_INVALID, "no");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final FailedAttempts attempts = new FailedAttempts(
            new FailedAttemptsProperties(3, Duration.ofMinutes(1), 5, 2), source.withZone(ZoneOffset.UTC));

    @Test
    void blocksAfterTheLimitUntilTheWindowIsOver() {
        fail(CALLER, 2);
        assertThat(attempts.blockedFor(CALLER)).isEmpty();

        now = now.plusSeconds(20);
        fail(CALLER, 1);
        assertThat(attempts.blockedFor(CALLER)).hasValue(Duration.ofSeconds(40));

        now = now.plusSeconds(40);
        assertThat(attempts.blockedFor(CALLER)).isEmpty();
    }

    @Test
    void tellsTheReasonUntilThereWereTooMany() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.count(CALLER, REFUSAL)).isSameAs(REFUSAL);
        }

        assertThat(attempts.count(CALLER, REFUSAL))
                .isInstanceOfSatisfying(
                        TooManyAttempts.class,
                        tooMany -> assertThat(tooMany.retryAfter()).isEqualTo("60"));
    }

    @Test
    void beginsANewWindowAfterTheOldOne() {
        fail(CALLER, 3);
        now = now.plusSeconds(61);
        fail(CALLER, 1);

        assertThat(attempts.blockedFor(CALLER)).isEmpty();
    }

    @Test
    void doesNotMixAddresses() {
        fail(CALLER, 3);

        assertThat(attempts.blockedFor(InetAddress.ofLiteral("192.0.2.8"))).isEmpty();
    }

    @Test
    void takesTheHalfOfAnIpv6AddressThatItsOwnerCanNotChoose() {
        fail(InetAddress.ofLiteral("2001:db8:1:2::1"), 2);
        fail(InetAddress.ofLiteral("2001:db8:1:2:ffff::9"), 1);

        assertThat(attempts.blockedFor(InetAddress.ofLiteral("2001:db8:1:2::5")))
                .isPresent();
        assertThat(attempts.blockedFor(InetAddress.ofLiteral("2001:db8:1:3::5")))
                .isEmpty();
    }

    @Test
    @DisplayName("I-9 forgets who failed longest ago rather than grow")
    void isBounded() {
        fail(CALLER, 3);
        for (int i = 1; i <= 100; i++) {
            fail(InetAddress.ofLiteral("198.51.100." + i), 3);
        }

        assertThat(attempts.addresses()).isEqualTo(5);
        assertThat(attempts.blockedFor(CALLER)).isEmpty();
        assertThat(attempts.blockedFor(InetAddress.ofLiteral("198.51.100.100"))).isPresent();
    }

    @Test
    void aLimitOfNoneBlocksNobody() {
        FailedAttempts unlimited =
                new FailedAttempts(new FailedAttemptsProperties(0, Duration.ofMinutes(1), 5, 2), Clock.systemUTC());
        unlimited.count(CALLER, REFUSAL);

        assertThat(unlimited.blockedFor(CALLER)).isEmpty();
    }

    private void fail(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.count(address, REFUSAL);
        }
    }

    @Test
    void unknownTokensFromAnAddressWithTooManyFailuresAreLookedUpRarely() {
        InetAddress other = InetAddress.ofLiteral("192.0.2.8");
        for (int i = 0; i < 3; i++) {
            attempts.admitLookup(CALLER);
            attempts.count(CALLER, REFUSAL);
        }

        attempts.admitLookup(CALLER);
        attempts.admitLookup(CALLER);
        assertThatThrownBy(() -> attempts.admitLookup(CALLER)).isInstanceOf(TooManyAttempts.class);
        attempts.admitLookup(other);

        now = now.plusSeconds(1);
        attempts.admitLookup(CALLER);
    }
}
