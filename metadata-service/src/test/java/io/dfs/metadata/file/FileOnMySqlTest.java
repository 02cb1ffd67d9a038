package io.dfs.metadata.file;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class FileOnMySqlTest extends FileContract {}
