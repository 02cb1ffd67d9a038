package io.dfs.service.audit;

import java.nio.file.Path;

/** Where the files of the log lie. */
public record AuditDirectory(Path path) {}
