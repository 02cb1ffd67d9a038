package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.support.OnMySql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the service's connections to MySQL are set to, whatever the server's own settings are. */
@OnMySql
class SessionOnMySqlTest {

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Transactions transactions;

    @Test
    void readsWhatIsCommittedAndNotWhatWas() {
        assertThat(session("@@SESSION.transaction_isolation")).isEqualTo("READ-COMMITTED");
    }

    @Test
    void tellsTheTimeInUtcOnAServerThatDoesNot() {
        assertThat(session("TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), CURRENT_TIMESTAMP(6))"))
                .isEqualTo("0");
    }

    @Test
    void waitsForALockNoLongerThanACallerWaits() {
        assertThat(session("@@SESSION.innodb_lock_wait_timeout")).isEqualTo("5");
    }

    @Test
    void refusesAValueThatDoesNotFitInsteadOfCuttingIt() {
        assertThat(session("@@SESSION.sql_mode")).contains("STRICT_TRANS_TABLES");
    }

    @Test
    void sendsABatchAsOneStatement() {
        int statements = transactions.call(() -> {
            int before = statements();
            jdbc.batchUpdate(
                    "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)"
                            + " VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                    List.of(ids(1), ids(2), ids(3), ids(4), ids(5)));
            return statements() - before;
        });

        // The batch and the second question.
        assertThat(statements).isEqualTo(2);
    }

    private static Object[] ids(int last) {
        byte[] chunk = new byte[16];
        chunk[15] = (byte) last;
        return new Object[] {new byte[16], chunk};
    }

    private int statements() {
        return jdbc.queryForObject(
                "SHOW SESSION STATUS LIKE 'Questions'", (row, _) -> Integer.parseInt(row.getString(2)));
    }

    private String session(String expression) {
        return transactions.call(() -> jdbc.queryForObject("SELECT " + expression, String.class));
    }
}
