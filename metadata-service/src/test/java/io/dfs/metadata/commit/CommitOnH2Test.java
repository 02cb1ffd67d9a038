package io.dfs.metadata.commit;

import io.dfs.metadata.support.OnH2;

@OnH2
class CommitOnH2Test extends CommitContract {}
