package io.dfs.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.Concurrently;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

abstract class ClusterIdentityContract {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    ClusterIdentity running;

    /** The service of this test knows its identity already, and the tests that follow use it. */
    @AfterEach
    void putBack() {
        transactions.executeWithoutResult(_ -> jdbc.sql("UPDATE cluster SET id = ?")
                .param(SqlValues.bytes(running.id().value()))
                .update());
    }

    @Test
    @DisplayName("I-7 services that start at once on an empty database agree on one identity")
    void servicesThatStartAtOnceAgree() throws Exception {
        transactions.executeWithoutResult(_ -> jdbc.sql("DELETE FROM cluster").update());

        HashSet<Object> ids = new HashSet<>(Concurrently.call(6, _ -> new ClusterIdentity(jdbc, transactions).id()));

        assertThat(ids).hasSize(1).doesNotContain(running.id());
    }

    @Test
    void aServiceThatStartsLaterTakesTheIdentityThatIsThere() {
        assertThat(new ClusterIdentity(jdbc, transactions).id()).isEqualTo(running.id());
    }
}
