package io.dfs.metadata.database;

import io.dfs.metadata.support.OnH2;

@OnH2
class ContentionOnH2Test extends ContentionContract {}
