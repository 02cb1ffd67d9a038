package io.dfs.metadata.cluster;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class MetadataEpochOnMySqlTest extends MetadataEpochContract {}
