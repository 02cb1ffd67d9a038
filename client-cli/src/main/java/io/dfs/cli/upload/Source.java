package io.dfs.cli.upload;

import io.dfs.common.file.FilePath;
import java.nio.file.Path;

/** A file or directory that the person named, and where it goes. */
record Source(Path path, FilePath target) {}
