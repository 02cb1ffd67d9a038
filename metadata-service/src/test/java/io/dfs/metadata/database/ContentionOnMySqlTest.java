package io.dfs.metadata.database;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ContentionOnMySqlTest extends ContentionContract {}
