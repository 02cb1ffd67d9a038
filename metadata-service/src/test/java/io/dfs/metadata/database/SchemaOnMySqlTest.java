package io.dfs.metadata.database;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class SchemaOnMySqlTest extends SchemaContract {}
