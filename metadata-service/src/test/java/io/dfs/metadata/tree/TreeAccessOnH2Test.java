package io.dfs.metadata.tree;

import io.dfs.metadata.support.OnH2;

@OnH2
class TreeAccessOnH2Test extends TreeAccessContract {}
