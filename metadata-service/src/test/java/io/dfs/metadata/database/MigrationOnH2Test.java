package io.dfs.metadata.database;

import io.dfs.metadata.support.TestDatabase;

class MigrationOnH2Test extends MigrationContract {

    @Override
    TestDatabase fresh() {
        return TestDatabase.h2();
    }
}
