package io.dfs.common.api;

import java.time.Instant;
import java.util.UUID;

/**
 * Opens a chunk report.
 *
 * @param startedAt by the database's clock; goes back with each page. What is recorded later than this is not judged by the report.
 */
public record ChunkReportStart(UUID reportId, Instant startedAt) {}
