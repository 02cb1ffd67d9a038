package io.dfs.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class MetadataEpochContract extends ServiceContract {

    @Autowired
    private MetadataEpoch epoch;

    @Test
    void growsWhileNodesAreHeard() {
        register("node-1", "default");

        epoch.tick();
        epoch.tick();

        assertThat(epoch.facts().epoch()).isEqualTo(3);
        assertThat(epoch.facts().announcedEpoch()).isEqualTo(2);
    }

    @Test
    @DisplayName("I-4 a restored database that nobody speaks to does not overtake what its nodes have seen")
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
