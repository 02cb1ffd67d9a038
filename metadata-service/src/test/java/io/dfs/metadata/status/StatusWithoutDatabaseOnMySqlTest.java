package io.dfs.metadata.status;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class StatusWithoutDatabaseOnMySqlTest extends StatusWithoutDatabaseContract {}
