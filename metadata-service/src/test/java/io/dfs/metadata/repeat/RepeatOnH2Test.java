package io.dfs.metadata.repeat;

import io.dfs.metadata.support.OnH2;

@OnH2
class RepeatOnH2Test extends RepeatContract {}
