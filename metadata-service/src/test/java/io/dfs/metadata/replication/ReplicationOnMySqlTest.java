package io.dfs.metadata.replication;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ReplicationOnMySqlTest extends ReplicationContract {}
