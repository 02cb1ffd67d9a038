package io.dfs.metadata.repair;

import io.dfs.metadata.support.OnH2;

@OnH2
class RepairOnH2Test extends RepairContract {}
