package io.dfs.common.api;

import io.dfs.common.file.FilePath;

/** @param parents make missing parents too, and be content if the directory exists, like {@code mkdir -p} */
public record MakeDirectoryRequest(FilePath path, boolean parents) {}
