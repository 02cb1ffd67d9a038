package io.dfs.metadata.audit;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class AuditOnMySqlTest extends AuditContract {}
