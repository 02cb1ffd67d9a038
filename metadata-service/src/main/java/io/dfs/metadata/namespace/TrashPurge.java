package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.namespace.TrashTable.DeadEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Takes out of the trash what is no longer kept. Nothing that is expired can be undeleted any more, so a directory may be
 * taken apart in many steps without anybody seeing half of it: its files go, and each directory in it becomes an expired
 * entry of the trash by itself.
 */
@Component
public class TrashPurge {

    /** Most entries that one call looks at, whatever it is asked for. */
    static final int MAX_ENTRIES = SqlLists.MAX_VALUES;

    /** The files of one call have at most so many extents together, or it is a single file. */
    private static final int MAX_EXTENTS = 10_000;

    private final TrashTable trash;
    private final ChunkReferences references;
    private final Transactions transactions;

    TrashPurge(TrashTable trash, ChunkReferences references, Transactions transactions) {
        this.trash = trash;
        this.references = references;
        this.transactions = transactions;
    }

    /**
     * Deals with up to {@code limit} entries whose time in the trash is over, or of the content of such a directory, in one
     * short transaction. Two callers at once do no harm. Chunks that no file needs any more are marked, not removed.
     *
     * @return how many entries were dealt with: files and directories that are gone, and directories that came out of a
     *     larger one to go next. 0 means that nothing is left to do
     */
    public int purge(int limit) {
        return limit < 1 ? 0 : transactions.call(() -> purgeDue(Math.min(limit, MAX_ENTRIES)));
    }

    private int purgeDue(int limit) {
        List<DeadEntry> due = trash.lockExpired(trash.expired(limit));
        if (due.isEmpty()) {
            return 0;
        }
        List<DeadEntry> directories = due.stream()
                .filter(entry -> entry.kind() == EntryKind.DIRECTORY)
                .toList();
        List<DeadEntry> children = trash.lockChildren(directories, limit);
        List<DeadEntry> innerDirectories = children.stream()
                .filter(entry -> entry.kind() == EntryKind.DIRECTORY)
                .toList();
        List<DeadEntry> files = Stream.concat(due.stream(), children.stream())
                .filter(entry -> entry.kind() == EntryKind.FILE)
                .toList();
        int gone = purgeFiles(files);
        trash.moveOut(innerDirectories);
        List<UUID> empty =
                trash.withoutChildren(directories.stream().map(DeadEntry::id).toList());
        trash.delete(empty);
        return gone + innerDirectories.size() + empty.size();
    }

    private int purgeFiles(List<DeadEntry> files) {
        List<UUID> ids = files.stream().map(DeadEntry::id).toList();
        List<UUID> affordable = affordable(ids, trash.extentCounts(ids));
        Collection<ChunkId> chunks = references.of(affordable);
        references.lock(chunks);
        // Before the extents are gone, because they tell which file had which chunk.
        Map<String, Collection<ChunkId>> released = released(files, affordable);
        trash.deleteExtents(affordable);
        trash.delete(affordable);
        references.refresh(chunks);
        released.forEach(references::release);
        return affordable.size();
    }

    /** The chunks of the files whose space someone released, by who that was. */
    private Map<String, Collection<ChunkId>> released(List<DeadEntry> files, List<UUID> affordable) {
        Map<String, List<UUID>> byReleaser = new HashMap<>();
        for (DeadEntry file : files) {
            String releasedBy = file.releasedBy();
            if (releasedBy != null && affordable.contains(file.id())) {
                byReleaser.computeIfAbsent(releasedBy, _ -> new ArrayList<>()).add(file.id());
            }
        }
        Map<String, Collection<ChunkId>> released = new HashMap<>();
        byReleaser.forEach((name, ids) -> released.put(name, references.of(ids)));
        return released;
    }

    /** The first ones, as many as have few enough extents together; at least one. */
    private static List<UUID> affordable(List<UUID> files, Map<UUID, Long> extentCounts) {
        List<UUID> affordable = new ArrayList<>();
        long extents = 0;
        for (UUID file : files) {
            extents += extentCounts.getOrDefault(file, 0L);
            if (!affordable.isEmpty() && extents > MAX_EXTENTS) {
                break;
            }
            affordable.add(file);
        }
        return affordable;
    }
}
