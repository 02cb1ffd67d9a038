package io.dfs.cli.upload;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.http.Json;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what was committed and prints it as one {@link CommitReply}, file by file as they come. Thread-safe. */
final class UploadResults {

    private final @Nullable PrintStream json;
    private long files;
    private long bytes;
    private long missingReplicas;
    private long resumedFiles;
    private long resumedBytes;

    /** @param json where the records go; null for none */
    UploadResults(@Nullable PrintStream json) {
        this.json = json;
    }

    synchronized void add(List<CommittedFile> committed) {
        for (CommittedFile file : committed) {
            if (json != null) {
                json.print(
                        (files == 0 ? "{\"files\":[\n" : ",\n") + Json.mapper().writeValueAsString(file));
            }
            files++;
            bytes += file.lengthBytes();
            missingReplicas += file.missingReplicas();
        }
    }

    synchronized void addResumed() {
        resumedFiles++;
    }

    /** Chunks of a file that an earlier run has sent. */
    synchronized void addResumedBytes(long length) {
        resumedBytes += length;
    }

    synchronized void end() {
        if (json != null) {
            json.println(files == 0 ? "{\"files\":[]}" : "\n]}");
            json.flush();
        }
    }

    synchronized long files() {
        return files;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Of the committed files' bytes, those that this run has sent. */
    synchronized long sentBytes() {
        return Math.max(0, bytes - resumedBytes);
    }

    synchronized long missingReplicas() {
        return missingReplicas;
    }

    /** Files that an earlier run had committed. */
    synchronized long resumedFiles() {
        return resumedFiles;
    }
}
