package io.dfs.metadata.repair;

import io.dfs.metadata.support.OnH2;

@OnH2
class RepairScaleOnH2Test extends RepairScaleContract {}
