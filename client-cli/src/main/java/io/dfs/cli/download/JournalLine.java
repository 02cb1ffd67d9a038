package io.dfs.cli.download;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a download's journal: exactly one of the fields is there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalLine(
        @Nullable Integer format,
        @Nullable Tree tree,
        @Nullable Part part,
        @Nullable Extents extents,
        @Nullable String ended) {

    /** The directory that the first run made for the tree: a later run must not take it for one to put another copy into. */
    record Tree(String directory, String inode) {}

    /**
     * An unfinished file: {@code data} in a private directory beside its target.
     *
     * @param directory absolute
     * @param inode the directory's
     * @param target absolute
     * @param version null if a later run can't continue it
     */
    record Part(
            String directory,
            String inode,
            String target,
            @Nullable FileVersion version) {}

    /** These extents, by position, of the target's unfinished file are complete. */
    record Extents(String target, List<Integer> positions) {}

    static JournalLine format(int format) {
        return new JournalLine(format, null, null, null, null);
    }

    static JournalLine of(Tree tree) {
        return new JournalLine(null, tree, null, null, null);
    }

    static JournalLine of(Part part) {
        return new JournalLine(null, null, part, null, null);
    }

    static JournalLine of(Extents extents) {
        return new JournalLine(null, null, null, extents, null);
    }

    /** The private directory is gone: its file has the target's name, or was discarded. */
    static JournalLine ended(String target) {
        return new JournalLine(null, null, null, null, target);
    }
}
