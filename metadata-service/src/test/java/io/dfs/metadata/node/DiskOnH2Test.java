package io.dfs.metadata.node;

import io.dfs.metadata.support.OnH2;

@OnH2
class DiskOnH2Test extends DiskContract {}
