package io.dfs.metadata.tree;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class TreeAccessOnMySqlTest extends TreeAccessContract {}
