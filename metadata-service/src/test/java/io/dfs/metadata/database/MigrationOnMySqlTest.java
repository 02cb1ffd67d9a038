package io.dfs.metadata.database;

import io.dfs.common.mysql.NeedsMySql;
import io.dfs.metadata.support.TestDatabase;

@NeedsMySql
class MigrationOnMySqlTest extends MigrationContract {

    @Override
    TestDatabase fresh() {
        return TestDatabase.mySql();
    }
}
