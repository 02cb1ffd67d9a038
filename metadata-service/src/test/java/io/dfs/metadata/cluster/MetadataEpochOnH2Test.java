package io.dfs.metadata.cluster;

import io.dfs.metadata.support.OnH2;

@OnH2
class MetadataEpochOnH2Test extends MetadataEpochContract {}
