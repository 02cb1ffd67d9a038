package io.dfs.metadata.reclaim;

import io.dfs.metadata.support.OnH2;

@OnH2
class ReclaimOnH2Test extends ReclaimContract {}
