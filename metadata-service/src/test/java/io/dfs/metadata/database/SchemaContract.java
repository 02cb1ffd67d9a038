package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

abstract class SchemaContract {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DatabaseClock databaseClock;

    @Autowired
    ClusterIdentity identity;

    @Test
    void theMigrationMakesTheRootAndTheTrash() {
        assertThat(jdbc.sql("SELECT COUNT(*) FROM entry WHERE parent_id IS NULL")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void theDatabaseTellsTheTimeInUtc() {
        assertThat(Duration.between(databaseClock.instant(), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void theClusterHasOneIdentityThatIsKept() {
        byte[] stored = jdbc.sql("SELECT id FROM cluster").query(byte[].class).single();

        assertThat(SqlValues.uuid(stored)).isEqualTo(identity.id().value());
    }
}
