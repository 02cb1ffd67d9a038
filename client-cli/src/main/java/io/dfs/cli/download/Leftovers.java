package io.dfs.cli.download;

import io.dfs.cli.download.JournalLine.Part;
import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What runs that broke off have left beside their targets. */
final class Leftovers {

    /** What no one has continued for so long is not kept any longer. */
    private static final Duration KEPT = Duration.ofDays(30);

    private Leftovers() {}

    /** What no run can continue. */
    static void removeUseless(DownloadJournal journal, Consumer<String> warn) {
        journal.parts().stream().filter(part -> part.version() == null).forEach(part -> remove(journal, part, warn));
    }

    /** Everything: the command is done, and what is still there is of files that have left the store. */
    static void removeAll(DownloadJournal journal, Consumer<String> warn) {
        journal.parts().forEach(part -> remove(journal, part, warn));
        journal.forgetTree();
    }

    /** One that can't be removed keeps no other one, and not the download. */
    private static void remove(DownloadJournal journal, Part part, Consumer<String> warn) {
        try {
            PartFile.removeLeft(journal, part);
        } catch (LocalFileException e) {
            warn.accept("what an earlier download has left could not be removed: " + e.getMessage());
        }
    }

    /** Of other commands, which no one has run again for a month. */
    static void removeOld(Path journals, Instant now, Consumer<String> warn) {
        if (!Files.isDirectory(journals)) {
            return;
        }
        try (Stream<Path> files = Files.list(journals)) {
            files.forEach(file -> removeIfOld(file, now.minus(KEPT), warn));
        } catch (IOException | UncheckedIOException e) {
            warn.accept("what earlier downloads have left could not be looked for: " + e.getMessage());
        }
    }

    private static void removeIfOld(Path file, Instant limit, Consumer<String> warn) {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                removeOld(file, warn);
            }
        } catch (NoSuchFileException _) {
            // Another run has removed it.
        } catch (IOException | LocalFileException e) {
            warn.accept("what an earlier download has left could not be removed: " + e.getMessage());
        }
    }

    private static void removeOld(Path file, Consumer<String> warn) throws IOException {
        try (DownloadJournal journal = DownloadJournal.openFile(file, warn)) {
            if (journal != null) {
                removeAll(journal, warn);
                journal.deleteIfEmpty();
            }
        }
    }
}
