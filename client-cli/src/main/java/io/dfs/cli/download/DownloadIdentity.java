package io.dfs.cli.download;

import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes two commands the same one, so that the second continues what the first has begun. The cluster is no part of it: a
 * file's version and checksums decide what can be continued.
 *
 * @param target absolute, with the slash at its end if one was given
 */
record DownloadIdentity(
        List<FilePath> sources,
        String target,
        boolean recursive,
        @Nullable String range) {

    String fileName() {
        byte[] json = Json.mapper().writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of().formatHex(hash, 0, 16) + ".jsonl";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
