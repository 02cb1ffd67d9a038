package io.dfs.metadata.cluster;

import io.dfs.common.id.ClusterId;
import io.dfs.metadata.database.SqlValues;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Which cluster the database describes: decided once, by the first service that starts on an empty one. */
@Component
@DependsOnDatabaseInitialization
public class ClusterIdentity {

    private final ClusterId id;

    ClusterIdentity(JdbcClient jdbc, TransactionOperations transactions) {
        this.id = transactions.execute(_ -> decide(jdbc));
    }

    public ClusterId id() {
        return id;
    }

    /** Two services that start at once both insert; the row's key lets one in, and both read that one. */
    private static ClusterId decide(JdbcClient jdbc) {
        jdbc.sql("INSERT IGNORE INTO cluster (singleton, id, created_at) VALUES (1, ?, CURRENT_TIMESTAMP(6))")
                .param(SqlValues.bytes(ClusterId.random().value()))
                .update();
        return jdbc.sql("SELECT id FROM cluster WHERE singleton = 1")
                .query((row, _) -> new ClusterId(SqlValues.uuid(row.getBytes(1))))
                .single();
    }
}
