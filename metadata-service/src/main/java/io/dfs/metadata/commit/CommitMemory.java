package io.dfs.metadata.commit;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.FileCommit;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** What has to be remembered of a commit to answer it again: per file, in the request's order, what the request can't tell. */
record CommitMemory(List<Long> versions, List<Integer> missingReplicas) {

    CommitMemory {
        versions = List.copyOf(versions);
        missingReplicas = List.copyOf(missingReplicas);
    }

    static CommitMemory of(CommitRequest request, Map<FilePath, CommittedFile> committed) {
        List<CommittedFile> files = request.files().stream()
                .map(file -> Objects.requireNonNull(committed.get(file.path()), "every file has been committed"))
                .toList();
        return new CommitMemory(
                files.stream().map(CommittedFile::version).toList(),
                files.stream().map(CommittedFile::missingReplicas).toList());
    }

    CommitReply reply(CommitRequest request) {
        return new CommitReply(IntStream.range(0, request.files().size())
                .mapToObj(i -> answer(request.files().get(i), i))
                .toList());
    }

    private CommittedFile answer(FileCommit file, int i) {
        return new CommittedFile(
                file.path(), versions.get(i), file.lengthBytes(), file.crc32c(), missingReplicas.get(i));
    }
}
