package io.dfs.metadata.report;

import io.dfs.metadata.support.OnH2;

@OnH2
class ChunkReportOnH2Test extends ChunkReportContract {}
