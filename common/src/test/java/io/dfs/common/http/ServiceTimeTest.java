package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;

class ServiceTimeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Instant machine = NOW;
    private final ServiceTime time = new ServiceTime(() -> machine);

    @Test
    void isTheMachinesUntilAnAnswerTellsAnother() {
        assertThat(time.clock().instant()).isEqualTo(NOW);

        time.heard(NOW.plus(Duration.ofMinutes(10)));
        machine = NOW.plusSeconds(3);

        assertThat(time.clock().instant()).isEqualTo(NOW.plusSeconds(603));
        assertThat(time.ahead()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void followsAClockThatIsSetRight() {
        time.heard(NOW.minus(Duration.ofHours(2)));
        machine = NOW.minus(Duration.ofHours(2));
        time.heard(machine.plusSeconds(1));

        assertThat(time.clock().instant()).isEqualTo(machine);
    }

    @Test
    void readsTheDateOfAnAnswer() {
        BasicHttpResponse answer = new BasicHttpResponse(401);
        time.heard(answer);
        answer.setHeader("Date", "nonsense");
        time.heard(answer);
        assertThat(time.ahead()).isZero();

        answer.setHeader("Date", "Sun, 01 Mar 2026 14:00:00 GMT");
        time.heard(answer);

        assertThat(time.ahead()).isEqualTo(Duration.ofHours(2));
    }
}
