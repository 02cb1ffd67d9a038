package io.dfs.metadata.node;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class DiskOnMySqlTest extends DiskContract {}
