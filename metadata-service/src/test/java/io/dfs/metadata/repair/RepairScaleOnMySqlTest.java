package io.dfs.metadata.repair;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class RepairScaleOnMySqlTest extends RepairScaleContract {}
