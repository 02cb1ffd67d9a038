package io.dfs.metadata.namespace;

import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Removed;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.Walk.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** The tree of directories and files. Paths are followed by byte: nothing is folded, trimmed or normalised. */
@Service
public class Namespace {

    private final EntryRepository entries;
    private final PathWalker paths;
    private final DirectoryPages pages;
    private final Directories directories;
    private final ForeignTrees foreignTrees;
    private final Trash trash;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final Limits limits;

    Namespace(
            EntryRepository entries,
            PathWalker paths,
            DirectoryPages pages,
            Directories directories,
            ForeignTrees foreignTrees,
            Trash trash,
            Transactions transactions,
            JdbcClient jdbc,
            Limits limits) {
        this.entries = entries;
        this.paths = paths;
        this.pages = pages;
        this.directories = directories;
        this.foreignTrees = foreignTrees;
        this.trash = trash;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.limits = limits;
    }

    /** The entry at the path, or {@link ErrorCode#NOT_FOUND}. */
    public Entry get(FilePath path) {
        return transactions.call(() -> entry(find(path).id(), path));
    }

    DirectoryPage list(FilePath path, @Nullable String after, int limit) {
        requireGoodLimit(limit);
        return transactions.call(() -> pages.page(path, directory(path).id(), after, limit));
    }

    /** With pages of directories below it. */
    DirectoryPage listTree(FilePath path, @Nullable String after, int limit) {
        requireGoodLimit(limit);
        return transactions.call(() -> pages.pageWithBelow(path, directory(path).id(), after, limit));
    }

    /** The directory at the path, or a refusal. */
    public Step directory(FilePath path) {
        Step found = find(path);
        if (found.kind() == EntryKind.FILE) {
            throw new DfsException(ErrorCode.NOT_A_DIRECTORY, "%s is a file, not a directory".formatted(path));
        }
        return found;
    }

    Entry makeDirectory(MakeDirectoryRequest request) {
        FilePath path = request.path();
        return transactions.call(() -> {
            Walk walk = paths.walk(path);
            walk.require(Right.WRITE);
            if (!request.parents()) {
                requireOnlyTheLastIsMissing(walk);
            }
            Map<FilePath, UUID> made = directories.ensureAlong(List.of(walk));
            directories.verify(made);
            UUID id = made.get(path);
            if (id == null) {
                throw new IllegalStateException("an ensured directory has an id");
            }
            return entry(id, path);
        });
    }

    /** @param permanent past the trash */
    Removed remove(FilePath path, boolean recursive, boolean permanent) {
        if (path.isRoot()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "the root directory / can't be removed, only what is in it");
        }
        return transactions.call(() -> {
            Step target = findLocked(path, Right.WRITE);
            if (target.kind() == EntryKind.DIRECTORY && !recursive && !pages.isEmpty(target.id())) {
                throw new DfsException(
                        ErrorCode.DIRECTORY_NOT_EMPTY,
                        "directory %s has entries: remove them first, or all with it (recursive)".formatted(path));
            }
            foreignTrees.requireNoneIn(target, path);
            Map<UUID, FilePath> removed = Map.of(target.id(), path);
            Instant expiresAt = permanent ? trash.discard(removed) : trash.put(removed, Trash.Reason.DELETED);
            return new Removed(path, target.kind(), target.id(), expiresAt);
        });
    }

    private Step find(FilePath path) {
        Walk walk = paths.walk(path);
        return walk.target().orElseThrow(walk::notFound);
    }

    /**
     * The entry at the path, locked against all changes until the caller's transaction ends. One that the caller may not read is
     * not there; one that he may read, and lacks the right for, is refused.
     */
    public Step findLocked(FilePath path, Right needed) {
        Walk walk = paths.walk(path);
        Step found = walk.target().orElseThrow(walk::notFound);
        walk.require(needed);
        jdbc.sql("SELECT id FROM entry WHERE id = ? FOR UPDATE")
                .param(SqlValues.bytes(found.id()))
                .query(byte[].class)
                .list();
        // Another transaction may have moved the entry, or a directory above it, between the look-up and the lock.
        Walk again = paths.walk(path);
        if (!again.target().map(Step::id).filter(found.id()::equals).isPresent()
                || !again.right().includes(needed)) {
            throw new ChangedMeanwhileException("%s was moved away meanwhile".formatted(path));
        }
        return found;
    }

    private Entry entry(UUID id, FilePath path) {
        return entries.findAllByIdIn(List.of(id)).stream()
                .map(StoredEntry::toEntry)
                .findFirst()
                .orElseThrow(() -> new ChangedMeanwhileException("%s was removed meanwhile".formatted(path)));
    }

    private static void requireOnlyTheLastIsMissing(Walk walk) {
        if (walk.target().isPresent()) {
            throw new DfsException(ErrorCode.ALREADY_EXISTS, "%s exists already".formatted(walk.path()));
        }
        walk.requireDirectories();
        if (walk.steps().size() < walk.path().names().size() - 1) {
            throw new DfsException(
                    ErrorCode.NOT_FOUND,
                    "the directory %s does not exist: make it first, or make parents too (parents)"
                            .formatted(walk.pathAt(walk.steps().size() + 1)));
        }
    }

    private void requireGoodLimit(int limit) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; it must be from 1 to %d".formatted(limit, limits.maxPage()));
        }
    }
}
