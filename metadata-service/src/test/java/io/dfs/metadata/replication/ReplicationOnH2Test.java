package io.dfs.metadata.replication;

import io.dfs.metadata.support.OnH2;

@OnH2
class ReplicationOnH2Test extends ReplicationContract {}
