package io.dfs.metadata.removal;

import io.dfs.metadata.support.OnH2;

@OnH2
class RemovalOnH2Test extends RemovalContract {}
