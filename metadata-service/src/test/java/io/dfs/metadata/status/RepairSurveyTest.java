package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress.Backlog;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairSurveyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "{0} bytes since {1} s: {2} per second")
    @CsvSource({"6000,10,100", "6000,60,100", "6000,120,50", "6000,299,20", "0,120,0"})
    void theRateIsThatSinceTheFirstCopyButOfAMinuteAtLeast(long lengthBytes, long secondsAgo, long perSecond) {
        assertThat(RepairSurvey.rate(lengthBytes, NOW.minusSeconds(secondsAgo), NOW))
                .isEqualTo(perSecond);
    }

    @Test
    void theEtaIsThatOfWhatIsShort() {
        List<Backlog> backlog = List.of(
                new Backlog(RepairClass.ENDANGERED, 1, 1000, 0),
                new Backlog(RepairClass.UNDER_REPLICATED, 1, 1001, 0),
                new Backlog(RepairClass.BALANCE, 1, 1_000_000, 0));

        assertThat(RepairSurvey.etaSeconds(backlog, 100)).isEqualTo(21);
        assertThat(RepairSurvey.etaSeconds(backlog, 0)).as("nothing moves").isNull();
        assertThat(RepairSurvey.etaSeconds(backlog.subList(2, 3), 100))
                .as("nothing is short")
                .isNull();
    }

    @Test
    void prioritiesOfOneClassAreAddedUpTheMostUrgentFirst() {
        assertThat(RepairSurvey.byClass(List.of(
                        new Backlog(RepairClass.BALANCE, 1, 10, 0),
                        new Backlog(RepairClass.ENDANGERED, 2, 20, 1),
                        new Backlog(RepairClass.BALANCE, 3, 30, 2))))
                .containsExactly(
                        new Backlog(RepairClass.ENDANGERED, 2, 20, 1), new Backlog(RepairClass.BALANCE, 4, 40, 2));
    }
}
