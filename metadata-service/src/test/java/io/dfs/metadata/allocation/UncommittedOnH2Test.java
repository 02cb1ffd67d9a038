package io.dfs.metadata.allocation;

import io.dfs.metadata.support.OnH2;

@OnH2
class UncommittedOnH2Test extends UncommittedContract {}
