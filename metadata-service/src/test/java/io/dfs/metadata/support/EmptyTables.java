package io.dfs.metadata.support;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Empties the tables before each test, but for the two directories that always exist and the cluster's row. */
public final class EmptyTables implements TestExecutionListener {

    private static final List<String> STATEMENTS = List.of(
            "DELETE FROM token WHERE name <> X'61646d696e'", // admin
            "DELETE FROM audit",
            "DELETE FROM tree_grant",
            "UPDATE entry SET restricted = FALSE WHERE restricted = TRUE",
            "DELETE FROM trash",
            "DELETE FROM removal",
            "DELETE FROM answered_request",
            "DELETE FROM slow_report",
            "DELETE FROM allocated",
            "DELETE FROM ledger",
            "DELETE FROM orphan",
            "DELETE FROM forgotten_period",
            "DELETE FROM repair_rate",
            "DELETE FROM node_disk",
            "DELETE FROM work",
            "DELETE FROM extent",
            "DELETE FROM replica",
            "DELETE FROM chunk",
            "DELETE FROM node",
            "UPDATE cluster SET epoch = 1, seen_epoch = 0, reports_wanted_at = NULL, safe_mode_left_at = NULL,"
                    + " old_copy_since = NULL, mass_loss_at = NULL, epoch_raised_at = NULL,"
                    + " reclaim_paused_until = NULL, clock_jump_seconds = 0",
            // Without parents, rows can go in any order.
            "UPDATE entry SET parent_id = NULL WHERE parent_id IS NOT NULL",
            "DELETE FROM entry WHERE name <> X''");

    @Override
    public void beforeTestMethod(TestContext test) {
        JdbcClient jdbc = test.getApplicationContext().getBean(JdbcClient.class);
        test.getApplicationContext()
                .getBean(TransactionTemplate.class)
                .executeWithoutResult(
                        _ -> STATEMENTS.forEach(statement -> jdbc.sql(statement).update()));
    }
}
