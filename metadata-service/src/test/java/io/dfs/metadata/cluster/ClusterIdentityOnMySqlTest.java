package io.dfs.metadata.cluster;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ClusterIdentityOnMySqlTest extends ClusterIdentityContract {}
