package io.dfs.metadata.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.ExitCode;
import io.dfs.common.mysql.NeedsMySql;
import io.dfs.metadata.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@NeedsMySql
class MoveOnMySqlTest extends MoveContract {

    @Override
    TestDatabase empty() {
        return TestDatabase.mySql();
    }

    @Test
    void theWayBackIsTheSame() throws SQLException {
        move(source, target);
        Map<String, List<String>> before = content(target);
        TestDatabase back = file("back");

        Move.Outcome outcome = move(target, back);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Move.Outcome.Moved.class,
                        moved -> assertThat(moved.mark()).isEmpty());
        assertThat(content(target)).as("only read").isEqualTo(before);
        assertThat(ids(new JdbcTemplate(back.dataSource()))).containsExactly("c0000000-0000-0000-0000-000000000001");
        before.remove("cluster");
        Map<String, List<String>> after = content(back);
        after.remove("cluster");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aServerThatIsInUseIsRefused() throws SQLException {
        try (Connection _ = connect(target)) {
            assertThatThrownBy(() -> move(source, target)).isInstanceOfSatisfying(MoveRefusedException.class, e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.CONFLICT);
                assertThat(e).hasMessageContaining("is in use (connections of root@");
            });
        }
        move(source, target);
    }

    @Test
    void betweenServersThereIsABetterWay() {
        assertThatThrownBy(() -> move(target, empty()))
                .isInstanceOf(MoveRefusedException.class)
                .hasMessageContaining("deploy/mysql/backup");
    }
}
