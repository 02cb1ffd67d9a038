package io.dfs.cli.upload;

import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Small files that share one chunk and are committed together. */
final class PackSending implements Runnable {

    private final UploadRun run;
    private final List<LocalFile> files;

    PackSending(UploadRun run, List<LocalFile> files) {
        this.run = run;
        this.files = new ArrayList<>(files);
    }

    @Override
    public void run() {
        try {
            sendAndCommit();
        } catch (DfsException e) {
            if (!Committer.isAboutReceipts(e)) {
                throw e;
            }
            sendAndCommit(); // a node was lost between sending and committing: once more, elsewhere
        }
    }

    private void sendAndCommit() {
        while (!files.isEmpty()) {
            PackSource pack = new PackSource(files);
            try {
                commit(pack, send(pack));
                return;
            } catch (PackSource.MemberFailed e) {
                files.remove(e.file());
                sendAlone(e.file(), e.failure());
            }
        }
    }

    private void sendAlone(LocalFile file, RuntimeException failure) {
        if (failure instanceof UnreliableSizeException) {
            new UnsizedFileSending(run, file, this::fail).run();
        } else {
            fail(file, failure);
        }
    }

    private void fail(LocalFile file, RuntimeException failure) {
        run.failures().add(file.path().toString(), failure);
    }

    /** A pack of empty files needs no chunk. */
    private List<SentChunk> send(PackSource pack) {
        boolean allEmpty = files.stream().allMatch(file -> file.sizeBytes() == 0);
        return allEmpty ? List.of() : List.of(run.sender().send(pack, 1));
    }

    private void commit(PackSource pack, List<SentChunk> sent) {
        List<FileCommit> commits = new ArrayList<>();
        Map<UUID, LocalFile> byUpload = new HashMap<>();
        for (int index = 0; index < pack.members().size(); index++) {
            FileCommit commit = toCommit(pack, index, sent);
            commits.add(commit);
            byUpload.put(commit.uploadId(), pack.members().get(index).file());
        }
        run.committer().commitAll(commits, Commits.receipts(sent), (refused, failure) -> {
            fail(Objects.requireNonNull(byUpload.get(refused.uploadId())), failure);
        });
        run.progress().done(files.stream().mapToLong(LocalFile::sizeBytes).sum());
    }

    private FileCommit toCommit(PackSource pack, int index, List<SentChunk> sent) {
        PackMember member = pack.members().get(index);
        LocalFile file = member.file();
        boolean empty = file.sizeBytes() == 0;
        Crc32c crc32c = empty ? Crc32c.EMPTY : pack.checksum(index);
        List<ExtentCommit> extents = empty
                ? List.of()
                : List.of(new ExtentCommit(sent.getFirst().chunkId(), member.dataOffset(), file.sizeBytes(), crc32c));
        return Commits.of(
                run.journal().uploadId(file),
                file.target(),
                file.sizeBytes(),
                crc32c,
                run.options().chunkSizeBytes(),
                run.options(),
                extents);
    }
}
