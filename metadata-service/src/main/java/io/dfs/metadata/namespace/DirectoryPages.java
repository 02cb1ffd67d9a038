package io.dfs.metadata.namespace;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/**
 * What the caller sees in directories. Runs in the caller's transaction, and follows no path: a directory that is listed has been found
 * for the caller before, by its path or as an entry of one that was.
 */
@Component
class DirectoryPages {

    /** Directories that one answer may have pages of, each of which is a statement. */
    static final int MAX_BELOW = 100;

    private final EntryRepository entries;

    DirectoryPages(EntryRepository entries) {
        this.entries = entries;
    }

    private record Directory(FilePath path, UUID id) {}

    private record Listed(DirectoryPage page, List<Directory> directories) {}

    boolean isEmpty(UUID directory) {
        return visible(directory, "", 1).isEmpty();
    }

    DirectoryPage page(FilePath path, UUID directory, @Nullable String after, int limit) {
        return list(new Directory(path, directory), after, limit).page();
    }

    /** With pages of the directories below, in the order of a walk that goes down first, while there is space for entries. */
    DirectoryPage pageWithBelow(FilePath path, UUID directory, @Nullable String after, int limit) {
        Listed top = list(new Directory(path, directory), after, limit);
        List<DirectoryPage> below = new ArrayList<>();
        Deque<Directory> ahead = new ArrayDeque<>(top.directories());
        int space = limit - top.page().entries().size();
        while (!ahead.isEmpty() && below.size() < MAX_BELOW && space > 0) {
            Listed next = list(ahead.pop(), null, space);
            below.add(next.page());
            space -= next.page().entries().size();
            next.directories().reversed().forEach(ahead::push);
        }
        return new DirectoryPage(path, top.page().entries(), top.page().nextAfter(), below);
    }

    private Listed list(Directory directory, @Nullable String after, int limit) {
        // One more than asked for tells whether there is another page.
        List<Entry> found = visible(directory.id(), after == null ? "" : after, limit + 1);
        boolean more = found.size() > limit;
        List<Entry> page = more ? found.subList(0, limit) : found;
        List<Directory> directories = page.stream()
                .filter(entry -> entry.kind() == EntryKind.DIRECTORY)
                .map(entry -> new Directory(directory.path().resolve(entry.name()), entry.id()))
                .toList();
        List<DirectoryEntry> shown = page.stream().map(DirectoryPages::shown).toList();
        String nextAfter = more ? page.getLast().name() : null;
        return new Listed(new DirectoryPage(directory.path(), shown, nextAfter), directories);
    }

    /** What is in the directory for the caller; the database leaves out the rest, so that no page is short because of it. */
    private List<Entry> visible(UUID directory, String after, int limit) {
        byte[] from = after.getBytes(StandardCharsets.UTF_8);
        Viewer viewer = Viewer.current();
        List<StoredEntry> found = viewer.seesAll()
                ? entries.findPage(directory, from, Limit.of(limit))
                : entries.findVisiblePage(
                        SqlValues.bytes(directory), from, viewer.principal(), Viewer.everybody(), limit);
        return found.stream().map(StoredEntry::toEntry).toList();
    }

    private static DirectoryEntry shown(Entry entry) {
        return new DirectoryEntry(
                entry.name(),
                entry.kind(),
                entry.lengthBytes(),
                entry.crc32c(),
                entry.version(),
                entry.replicationFactor(),
                entry.modifiedAt());
    }
}
