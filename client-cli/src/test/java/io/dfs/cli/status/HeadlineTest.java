package io.dfs.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.support.Samples;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.VerifiedAges;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeadlineTest {

    private final Samples.Status status = new Samples.Status();

    @Test
    @DisplayName("I-10 a healthy cluster says what share of its replicas was verified, not that a queue is empty")
    void aHealthyClusterSaysWhatWasVerified() {
        assertIsWell("All 1,200 chunks have their replicas; 98 % verified within 30 days.");
    }

    @Test
    void hundredPercentMeansAll() {
        status.verified = new VerifiedAges(99_999, 0, 1);
        assertIsWell("All 1,200 chunks have their replicas; 99 % verified within 30 days.");
        status.verified = new VerifiedAges(100_000, 0, 0);
        assertIsWell("All 1,200 chunks have their replicas; 100 % verified within 30 days.");
    }

    @Test
    void anEmptyClusterSaysSo() {
        status.chunks.clear();
        assertIsWell("Nothing is stored yet.");
    }

    @Test
    void aChunkThatWantsOneReplicaIsNotEndangeredAndMoreThanWantedIsNoRisk() {
        status.chunks(1, 1, 3);
        status.chunks(3, 4, 1);
        assertIsWell("All 1,204 chunks have their replicas; 98 % verified within 30 days.");
    }

    @Test
    void aWarningFollowsTheGoodNews() {
        status.alarms.add(new Alarm(Alarm.Severity.WARNING, "NEARLY_FULL", "node-1", "node-1 is 91 % full"));
        assertIsWell("All 1,200 chunks have their replicas; 98 % verified within 30 days. But: node-1 is 91 % full.");
    }

    @Test
    void fewerReplicasThanWantedAreARisk() {
        status.chunks(3, 2, 1);
        assertIsRisk("1 of 1,201 chunks has fewer replicas than wanted, two or more each.");
    }

    @Test
    void endangeredChunksComeBeforeThoseThatAreShort() {
        status.chunks(3, 2, 10);
        status.chunks(2, 1, 5);
        status.repairs = new RepairProgress(List.of(), 1, 40L);
        assertIsRisk("5 of 1,215 chunks have one good replica left; repaired in about 40 s.");
    }

    @Test
    void safeModeComesBeforeChunksThatAreOnlyShort() {
        status.chunks(3, 2, 10);
        status.safeMode = new SafeModeState(SafeModeState.Mode.MASS_LOSS, "3 of 6 nodes vanished.", Samples.THEN);
        assertIsRisk("Safe mode, nothing is repaired or removed: 3 of 6 nodes vanished.");
    }

    @Test
    void endangeredChunksComeBeforeSafeModeUnlessTheDatabaseIsOld() {
        status.chunks(3, 1, 10);
        status.safeMode = new SafeModeState(SafeModeState.Mode.STARTING, "it has just started", Samples.THEN);
        assertIsRisk("10 of 1,210 chunks have one good replica left.");
        status.safeMode =
                new SafeModeState(SafeModeState.Mode.RESTORED_DATABASE, "the database is an old copy", Samples.THEN);
        assertIsRisk("Safe mode, nothing is repaired or removed: the database is an old copy.");
    }

    @Test
    void aCriticalAlarmIsARisk() {
        status.alarms.add(new Alarm(Alarm.Severity.WARNING, "A", "", "a warning"));
        status.alarms.add(new Alarm(Alarm.Severity.CRITICAL, "B", "", "node-1 holds 4,000 orphans"));
        assertIsRisk("node-1 holds 4,000 orphans.");
    }

    @Test
    void unreadableChunksComeBeforeEverythingThatIsKnown() {
        status.chunks(3, 1, 10);
        status.chunks(1, 0, 1);
        status.alarms.add(new Alarm(Alarm.Severity.CRITICAL, "B", "", "b"));
        assertIsRisk("1 of 1,211 chunks can't be read: no good replica on a node that answers.");
    }

    @Test
    @DisplayName("I-10 what no one can tell is a risk, and old facts say their age first")
    void whatNobodyCanTellIsARisk() {
        status.problem = "the database does not answer";
        assertIsRisk("What follows is 3 min old: the database does not answer.");
        status.asOf = null;
        assertIsRisk("No one can tell how the chunks are: the database does not answer.");
    }

    private void assertIsWell(String sentence) {
        assertThat(Headline.of(status.build())).isEqualTo(new Headline(sentence, false));
    }

    private void assertIsRisk(String sentence) {
        assertThat(Headline.of(status.build())).isEqualTo(new Headline(sentence, true));
    }
}
