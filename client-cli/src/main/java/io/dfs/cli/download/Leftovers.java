package io.dfs.cli.download;

import io.dfs.cli.download.JournalLine.Part;

/** What earlier runs of the same command have left beside their targets. */
final class Leftovers {

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
}
