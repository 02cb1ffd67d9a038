package io.dfs.metadata.namespace;

import io.dfs.metadata.support.OnH2;

@OnH2
class PathWalkerOnH2Test extends PathWalkerContract {}
