package io.dfs.metadata.allocation;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class UncommittedOnMySqlTest extends UncommittedContract {}
