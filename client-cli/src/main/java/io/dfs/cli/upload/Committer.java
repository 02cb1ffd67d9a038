package io.dfs.cli.upload;

import io.dfs.cli.upload.JournalLine.Committed;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Makes files visible and notes it in the journal. */
final class Committer {

    /** More than any service takes at once, as it says itself. */
    private static final int MAX_FILES = 1_000_000;

    private final MetadataApi metadata;
    private final UploadJournal journal;
    private final UploadResults results;

    /** What a proxy on the way lets through at once, as far as it has shown. */
    private final AtomicInteger mostFiles = new AtomicInteger(MAX_FILES);

    Committer(MetadataApi metadata, UploadJournal journal, UploadResults results) {
        this.metadata = metadata;
        this.journal = journal;
        this.results = results;
    }

    void commit(FileCommit file, List<String> receipts) {
        commitTogether(List.of(file), receipts);
    }

    /**
     * All in one transaction, or in several if a proxy takes smaller requests only; if one is refused, each on its own, so that it does
     * not hold up the others.
     */
    void commitAll(List<FileCommit> files, List<String> receipts, BiConsumer<FileCommit, DfsException> refused) {
        int most = mostFiles.get();
        for (int from = 0; from < files.size(); from += most) {
            commitPart(files.subList(from, Math.min(files.size(), from + most)), receipts, refused);
        }
    }

    private void commitPart(
            List<FileCommit> files, List<String> receipts, BiConsumer<FileCommit, DfsException> refused) {
        try {
            commitTogether(files, receipts);
        } catch (DfsException e) {
            if (files.size() == 1) {
                refused.accept(files.getFirst(), e);
            } else if (e.code() == ErrorCode.TOO_LARGE) {
                mostFiles.accumulateAndGet(files.size() / 2, Math::min);
                commitAll(files, receipts, refused);
            } else if (isAboutOneFile(e)) {
                files.forEach(file -> commitAlone(file, receipts, refused));
            } else {
                throw e;
            }
        }
    }

    private void commitAlone(FileCommit file, List<String> receipts, BiConsumer<FileCommit, DfsException> refused) {
        try {
            commitTogether(List.of(file), receipts);
        } catch (DfsException e) {
            if (!isAboutOneFile(e)) {
                throw e;
            }
            refused.accept(file, e);
        }
    }

    private void commitTogether(List<FileCommit> files, List<String> receipts) {
        List<CommittedFile> committed =
                metadata.commit(new CommitRequest(files, receipts)).files();
        journal.addCommitted(IntStream.range(0, files.size())
                .mapToObj(i -> new Committed(
                        files.get(i).uploadId(),
                        committed.get(i).version(),
                        committed.get(i).crc32c()))
                .toList());
        results.add(committed);
    }

    /** Whether other files may fare better. */
    static boolean isAboutOneFile(DfsException e) {
        return switch (e.code()) {
            case INVALID_PATH, NOT_FOUND, NOT_A_DIRECTORY, IS_A_DIRECTORY, ALREADY_EXISTS, VERSION_MISMATCH -> true;
            default -> false;
        };
    }

    /** Whether sending the chunks again may help: the service does not take the receipts, which are from another day or node. */
    static boolean isAboutReceipts(DfsException e) {
        return switch (e.code()) {
            case RECEIPT_EXPIRED, RECEIPT_INVALID, TOO_FEW_REPLICAS -> true;
            default -> false;
        };
    }
}
