package io.dfs.cli.upload;

import io.dfs.common.http.Json;
import io.dfs.common.id.ClusterId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** What makes two commands the same one, so that the second continues where the first broke off. */
record JournalIdentity(
        ClusterId clusterId,
        List<String> sources,
        String target,
        long chunkSizeBytes,
        int replicationFactor,
        boolean overwrite) {

    private static final Pattern FILE_NAME = Pattern.compile("[0-9a-f]{32}\\.jsonl");

    JournalIdentity {
        sources = List.copyOf(sources);
    }

    String fileName() {
        return HexFormat.of().formatHex(sha256(Json.write(this)), 0, 16) + ".jsonl";
    }

    static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
