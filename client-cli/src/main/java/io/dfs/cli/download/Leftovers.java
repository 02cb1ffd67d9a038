package io.dfs.cli.download;

import io.dfs.cli.download.JournalLine.Part;
import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What runs that broke off have left beside their targets. */
final class Leftovers {

    /** What nobody has continued for so long is not kept any longer. */
    private static final Duration KEPT = Duration.ofDays(30);

    private Leftovers() {}

    /** What no run can continue. */
    static void removeUseless(DownloadJournal journal) {
        for (Part part : journal.parts()) {
            if (part.version() == null) {
                PartFile.removeLeft(journal, part);
            }
        }
    }

    /** Everything: the command is done, and what is still there is of files that have left the store. */
    static void removeAll(DownloadJournal journal) {
        journal.parts().forEach(part -> PartFile.removeLeft(journal, part));
        journal.forgetTree();
    }

    /** Of other commands, which nobody has run again for a month. */
    static void removeOld(Path journals, Instant now, Consumer<String> warn) {
        if (!Files.isDirectory(journals)) {
            return;
        }
        try (Stream<Path> files = Files.list(journals)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
                    removeOld(file, warn);
                }
            }
        } catch (IOException | LocalFileException e) {
            warn.accept("what earlier downloads have left could not be removed: " + e.getMessage());
        }
    }

    private static void removeOld(Path file, Consumer<String> warn) throws IOException {
        try (DownloadJournal journal = DownloadJournal.openFile(file, warn)) {
            if (journal != null) {
                removeAll(journal);
                journal.deleteIfEmpty();
            }
        }
    }
}
