package io.dfs.metadata.fsck;

import io.dfs.metadata.support.OnH2;

@OnH2
class FsckOnH2Test extends FsckContract {}
