package io.dfs.metadata.fsck;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class FsckOnMySqlTest extends FsckContract {}
