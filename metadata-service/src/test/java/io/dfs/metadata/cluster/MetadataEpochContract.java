package io.dfs.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class MetadataEpochContract extends ServiceContract {

    @Autowired
    private MetadataEpoch epoch;

    @Autowired
    private ForgottenPeriods forgotten;

    @Test
    void growsWhileNodesAreHeard() {
        register("node-1", "default");

        epoch.tick();
        epoch.tick();

        assertThat(epoch.facts().epoch()).isEqualTo(3);
        assertThat(epoch.facts().announcedEpoch()).isEqualTo(2);
    }

    @Test
    @DisplayName("I-4 a restored database that no one speaks to does not overtake what its nodes have seen")
    void standsStillWhileNoNodeIsHeard() {
        epoch.tick();
        NodeId node = register("node-1", "default");
        kill(node);
        epoch.tick();

        assertThat(epoch.facts().epoch()).isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 an old copy stays one until a person says that it is the truth")
    void anOldCopyDoesNotGrowOutOfIt() {
        register("node-1", "default");
        update("UPDATE cluster SET epoch = 380");
        see(500);
        epoch.tick();

        assertThat(epoch.facts().isOldCopy()).isTrue();
        assertThat(epoch.facts().oldCopySince()).isNotNull();
        assertThat(epoch.facts().epoch()).isEqualTo(380);

        assertThat(epoch.acceptOldCopy()).isTrue();
        assertThat(epoch.acceptOldCopy()).as("told twice").isFalse();
        ClusterFacts accepted = epoch.facts();
        assertThat(accepted.isOldCopy()).isFalse();
        assertThat(accepted.oldCopySince()).isNull();
        assertThat(accepted.announcedEpoch()).as("nodes take orders from it").isGreaterThan(500);
        assertThat(accepted.reportsWantedAt()).isNotNull();
    }

    @Test
    @DisplayName("I-4 a restored database that no node recognises knows the time in which it was not in use")
    void theTimeWithoutUseIsRemembered() {
        register("node-1", "default");
        epoch.tick();
        raisedAgo(Duration.ofSeconds(110));
        epoch.tick();
        assertThat(forgotten.all().ranges()).as("a round that was late").isEmpty();

        raisedAgo(Duration.ofHours(9));
        epoch.tick();
        epoch.tick();

        assertThat(forgotten.all().ranges()).hasSize(1);
        assertThat(forgotten.all().contain(allocatedAgo(Duration.ofHours(10)))).isFalse();
        assertThat(forgotten.all().contain(allocatedAgo(Duration.ofHours(5)))).isTrue();
        assertThat(forgotten.all().contain(allocatedAgo(Duration.ofMinutes(-5))))
                .isFalse();
    }

    @Test
    @DisplayName("I-4 with a restored database the trash is kept as if it had been filled now")
    void theTrashOfARestoredDatabaseIsKept() {
        register("node-1", "default");
        UUID entry = UUID.randomUUID();
        update(
                "INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)"
                        + " SELECT ?, ?, X'61', 'DIRECTORY', created_at, created_at FROM cluster",
                SqlValues.bytes(entry),
                SqlValues.bytes(new UUID(0, 1)));
        update(
                "INSERT INTO trash (entry_id, original_path, reason, deleted_at, expires_at)"
                        + " SELECT ?, X'2F61', 'DELETED', created_at, created_at FROM cluster",
                SqlValues.bytes(entry));
        see(500);

        assertThat(epoch.acceptOldCopy()).isTrue();

        assertThat(jdbc.sql("SELECT expires_at FROM trash")
                        .query((row, _) -> SqlValues.instant(row, "expires_at"))
                        .single())
                .isAfter(databaseClock.instant().plus(Duration.ofDays(6)));
        assertThat(forgotten.all().contain(ChunkId.random())).isTrue();
    }

    private void raisedAgo(Duration age) {
        update(
                "UPDATE cluster SET epoch_raised_at = ?",
                SqlValues.time(databaseClock.instant().minus(age)));
    }

    private ChunkId allocatedAgo(Duration age) {
        long millis = databaseClock.instant().minus(age).toEpochMilli();
        return new ChunkId(
                new UUID(millis << 16 | 0x7000, ChunkId.random().value().getLeastSignificantBits()));
    }

    @Test
    void whatNodesHaveSeenOnlyGrows() {
        update("UPDATE cluster SET epoch = 50");
        see(40);
        see(30);

        assertThat(epoch.facts().seenEpoch()).isEqualTo(40);
        assertThat(epoch.facts().oldCopySince()).isNull();
        transactions.executeWithoutResult(_ -> epoch.seen(35, new ClusterFacts(50, 0, null, null, null, null)));
        assertThat(epoch.facts().seenEpoch())
                .as("by a service that has not heard of 40")
                .isEqualTo(40);
    }

    private void see(long seen) {
        transactions.executeWithoutResult(_ -> epoch.seen(seen, epoch.facts()));
    }
}
