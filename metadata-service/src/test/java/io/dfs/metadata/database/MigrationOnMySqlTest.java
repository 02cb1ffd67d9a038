package io.dfs.metadata.database;

import io.dfs.metadata.support.TestDatabase;

class MigrationOnMySqlTest extends MigrationContract {

    @Override
    TestDatabase fresh() {
        return TestDatabase.mySql();
    }
}
