package io.dfs.metadata.status;

import io.dfs.metadata.support.OnH2;

@OnH2
class StatusOnH2Test extends StatusContract {}
