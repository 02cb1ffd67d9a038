package io.dfs.metadata.report;

import io.dfs.metadata.support.OnMySql;

@OnMySql
class ChunkReportOnMySqlTest extends ChunkReportContract {}
