package io.dfs.metadata.namespace;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class TrashOnMySqlTest extends TrashContract {}
