package io.dfs.metadata.commit;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class CommitAndReclaimOnMySqlTest extends CommitAndReclaimContract {}
