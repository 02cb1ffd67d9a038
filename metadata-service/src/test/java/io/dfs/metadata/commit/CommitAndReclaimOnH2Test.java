package io.dfs.metadata.commit;

import io.dfs.metadata.support.OnH2;

@OnH2
class CommitAndReclaimOnH2Test extends CommitAndReclaimContract {}
