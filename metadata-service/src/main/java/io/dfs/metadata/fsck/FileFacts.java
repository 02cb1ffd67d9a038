package io.dfs.metadata.fsck;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.util.UUID;

/** A file as its entry has it. */
record FileFacts(FilePath path, UUID id, long lengthBytes, Crc32c crc32c, int replicationFactor) {}
