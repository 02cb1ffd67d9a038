package io.dfs.metadata.cluster;

import io.dfs.metadata.support.OnH2;

@OnH2
class ClusterIdentityOnH2Test extends ClusterIdentityContract {}
