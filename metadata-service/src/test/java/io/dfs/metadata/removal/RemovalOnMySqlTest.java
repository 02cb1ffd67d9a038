package io.dfs.metadata.removal;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class RemovalOnMySqlTest extends RemovalContract {}
