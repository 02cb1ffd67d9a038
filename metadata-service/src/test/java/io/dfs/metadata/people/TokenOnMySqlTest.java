package io.dfs.metadata.people;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class TokenOnMySqlTest extends TokenContract {}
