package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.mysql.NeedsMySql;
import io.dfs.metadata.support.Concurrently;
import io.dfs.metadata.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

@NeedsMySql
class MigrationOnMySqlTest extends MigrationContract {

    @Override
    TestDatabase fresh() {
        return TestDatabase.mySql();
    }

    /** Here only: H2 is embedded in one service. */
    @Test
    void servicesThatStartTogetherMigrateOnce() throws Exception {
        TestDatabase database = fresh();

        List<Object> done = Concurrently.call(3, _ -> migrate(database.dataSource(), "latest"));

        assertThat(done.stream().mapToInt(count -> (int) count).sum())
                .isEqualTo(versions().size());
    }
}
