package io.dfs.metadata.status;

import io.dfs.metadata.support.OnH2;

@OnH2
class StatusWithoutDatabaseOnH2Test extends StatusWithoutDatabaseContract {}
