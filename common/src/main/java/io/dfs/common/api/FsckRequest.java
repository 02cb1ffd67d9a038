package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.List;

/** Check these files (I-10: by facts, not by queues). Directories are skipped. */
public record FsckRequest(List<FilePath> paths) {}
