package io.dfs.metadata.namespace;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class PathWalkerOnMySqlTest extends PathWalkerContract {}
