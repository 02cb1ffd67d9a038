package io.dfs.metadata.commit;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path. For a directory version and length are 0.
 *
 * @param restricted whether it is a directory with an access list
 */
record StandingEntry(
        UUID id,
        UUID parentId,
        String name,
        EntryKind kind,
        long version,
        long lengthBytes,
        Crc32c crc32c,
        @Nullable UUID uploadId,
        boolean restricted) {

    /** Whether this is what the upload made. One upload id with two contents is a mistake of the caller. */
    boolean isOf(FileCommit file) {
        if (!file.uploadId().equals(uploadId)) {
            return false;
        }
        if (lengthBytes != file.lengthBytes() || !crc32c.equals(file.crc32c())) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the upload %s has already made %s with other content: use a new upload id for each upload"
                            .formatted(uploadId, file.path()));
        }
        return true;
    }
}
