package io.dfs.metadata.allocation;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class AllocationOnMySqlTest extends AllocationContract {}
