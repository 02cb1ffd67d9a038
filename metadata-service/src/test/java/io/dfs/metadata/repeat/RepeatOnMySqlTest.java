package io.dfs.metadata.repeat;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class RepeatOnMySqlTest extends RepeatContract {}
