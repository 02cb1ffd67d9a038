package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;

/** @param missingReplicas replicas that are still to be made by repair: the sum over the file's chunks */
public record CommittedFile(FilePath path, long version, long lengthBytes, Crc32c crc32c, int missingReplicas) {}
