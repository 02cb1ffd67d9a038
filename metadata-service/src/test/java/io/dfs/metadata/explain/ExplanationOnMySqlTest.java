package io.dfs.metadata.explain;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ExplanationOnMySqlTest extends ExplanationContract {}
