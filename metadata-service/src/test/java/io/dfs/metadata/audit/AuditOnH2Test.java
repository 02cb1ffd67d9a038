package io.dfs.metadata.audit;

import io.dfs.metadata.support.OnH2;

@OnH2
class AuditOnH2Test extends AuditContract {}
