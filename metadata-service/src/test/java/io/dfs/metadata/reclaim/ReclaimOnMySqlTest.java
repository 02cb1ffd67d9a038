package io.dfs.metadata.reclaim;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ReclaimOnMySqlTest extends ReclaimContract {}
