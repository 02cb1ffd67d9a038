package io.dfs.cli.store;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits everything below a path, page by page; holds a page of names per level at most and the pages of one answer (I-9), and no stack
 * frame.
 */
public final class TreeWalk {

    private static final int PAGE = 500;

    /** A directory on the way down: those of its page that are still to be visited, and where its next page begins. */
    private record Level(
            FilePath directory,
            Deque<String> directories,
            @Nullable String nextAfter) {}

    /** What is done with each file and directory. */
    public interface Visitor {

        /** Comes before everything in the directory. The root is not visited. */
        void directory(FilePath directory);

        void file(FilePath file, DirectoryEntry entry);
    }

    private final MetadataApi metadata;
    private final Visitor visitor;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** What the last answer had of directories that are still to be opened. */
    private final Map<FilePath, DirectoryPage> ahead = new HashMap<>();

    private TreeWalk(MetadataApi metadata, Visitor visitor) {
        this.metadata = metadata;
        this.visitor = visitor;
    }

    /** Files of a directory come before its subdirectories. What vanishes or appears meanwhile may be seen or not. */
    public static void files(MetadataApi metadata, FilePath root, BiConsumer<FilePath, DirectoryEntry> visitor) {
        visit(metadata, root, new Visitor() {
            @Override
            public void directory(FilePath directory) {}

            @Override
            public void file(FilePath file, DirectoryEntry entry) {
                visitor.accept(file, entry);
            }
        });
    }

    /** In the same order, with the directories. */
    public static void visit(MetadataApi metadata, FilePath root, Visitor visitor) {
        new TreeWalk(metadata, visitor).walk(root);
    }

    private void walk(FilePath root) {
        visitPage(root, ask(root, null));
        while (!levels.isEmpty()) {
            Level level = levels.pop();
            String next = level.directories().poll();
            if (next != null) {
                levels.push(level);
                FilePath directory = level.directory().resolve(next);
                visitor.directory(directory);
                open(directory, null);
            } else if (level.nextAfter() != null) {
                open(level.directory(), level.nextAfter());
            }
        }
    }

    private DirectoryPage ask(FilePath directory, @Nullable String after) {
        DirectoryPage page = metadata.listTree(directory, after, PAGE);
        // What is left of an earlier answer was removed or replaced before the walk came to it.
        ahead.clear();
        if (page.below() != null) {
            page.below().forEach(below -> ahead.put(below.path(), below));
        }
        return page;
    }

    private void open(FilePath directory, @Nullable String after) {
        DirectoryPage known = after == null ? ahead.remove(directory) : null;
        if (known != null) {
            visitPage(directory, known);
            return;
        }
        DirectoryPage page;
        try {
            page = ask(directory, after);
        } catch (DfsException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_A_DIRECTORY) {
                return; // Removed or replaced since its parent was listed.
            }
            throw e;
        }
        visitPage(directory, page);
    }

    private void visitPage(FilePath directory, DirectoryPage page) {
        Deque<String> directories = new ArrayDeque<>();
        for (DirectoryEntry entry : page.entries()) {
            if (entry.kind() == EntryKind.DIRECTORY) {
                directories.add(entry.name());
            } else {
                visitor.file(directory.resolve(entry.name()), entry);
            }
        }
        if (!directories.isEmpty() || page.nextAfter() != null) {
            levels.push(new Level(directory, directories, page.nextAfter()));
        }
    }
}
