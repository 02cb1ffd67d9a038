package io.dfs.node.chunk;

import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.Ids;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes chunk files out of service, back, and away. The caller holds the chunk's lock. Every step can be repeated after a
 * crash at any point; what names a removal is the file's name in quarantine, so nothing else has to be remembered.
 */
final class DiskRemovals {

    private final DataDirectories directories;
    private final ChunkExaminer examiner;

    DiskRemovals(DataDirectories directories, ChunkExaminer examiner) {
        this.directories = directories;
        this.examiner = examiner;
    }

    /**
     * The directories that have a file. A failed one is not changed, and keeps no other from being.
     *
     * @param problem why it can't be said that there is no other file; null if there is none
     */
    private record Found(
            List<DataDirectory> working,
            List<DataDirectory> failed,
            @Nullable DfsException problem) {

        boolean nothing() {
            return working.isEmpty() && failed.isEmpty();
        }

        /** Nothing can be done now: the file is, or may be, where nothing is changed. */
        void requireNoOther() {
            if (!failed.isEmpty()) {
                throw new DfsException(
                        ErrorCode.UNAVAILABLE,
                        "the file is in %s, which has failed and is not changed until it works again"
                                .formatted(failed.getFirst().path()));
            }
            if (problem != null) {
                throw problem;
            }
        }
    }

    private Found find(Function<DataDirectory, Path> file) {
        List<DataDirectory> working = new ArrayList<>();
        List<DataDirectory> failed = new ArrayList<>();
        DfsException problem = null;
        for (DataDirectory directory : directories.owned()) {
            try {
                if (directory.holds(file.apply(directory))) {
                    (directory.works() ? working : failed).add(directory);
                }
            } catch (DfsException e) {
                problem = e;
            }
        }
        return new Found(working, failed, problem);
    }

    RemovalResult quarantine(QuarantineName name) {
        Found aside = find(directory -> directory.quarantine().fileOf(name));
        if (!aside.nothing()) {
            // Told before. A file in service has been written since, and this removal does not speak of it.
            long fileBytes = aside.working().stream()
                    .mapToLong(directory -> directory.quarantine().confirm(name))
                    .sum();
            return result(name, Outcome.QUARANTINED, fileBytes, "");
        }
        Found holders = find(directory -> directory.chunkFile(name.chunkId()));
        if (holders.working().isEmpty()) {
            holders.requireNoOther();
            aside.requireNoOther();
            return result(name, Outcome.ABSENT, 0, "the node holds no such file");
        }
        long fileBytes = holders.working().stream()
                .mapToLong(directory -> directory.quarantine().take(name))
                .sum();
        return result(name, Outcome.QUARANTINED, fileBytes, "");
    }

    RemovalResult restore(QuarantineName name) {
        Found aside = find(directory -> directory.quarantine().fileOf(name));
        Found holders = find(directory -> directory.chunkFile(name.chunkId()));
        if (aside.nothing() && !holders.nothing()) {
            // Brought back before, and the answer was lost. How the replica is now, a verification tells.
            return result(name, Outcome.RESTORED, 0, "it is in service already");
        }
        if (holders.working().stream().anyMatch(holder -> isGood(holder, name))) {
            return result(
                    name, Outcome.RESTORED, 0, "a good file is in service already; the one in quarantine stays there");
        }
        if (aside.working().isEmpty()) {
            aside.requireNoOther();
            holders.requireNoOther();
            return result(name, Outcome.ABSENT, 0, "the node holds no such file");
        }
        DataDirectory from = aside.working().getFirst();
        return switch (examiner.examineQuarantined(from, name)) {
            case Examined.Absent() -> result(name, Outcome.FAILED, 0, "the file in quarantine has just gone");
            case Examined.Bad(String detail) ->
                result(name, Outcome.FAILED, 0, "the file in quarantine is damaged and stays there: " + detail);
            case Examined.Unreadable(String detail) ->
                result(name, Outcome.FAILED, 0, "the file in quarantine can't be read now and stays there: " + detail);
            case Examined.Good(StoredChunk _) -> bringBack(name, from, holders.working());
        };
    }

    private RemovalResult bringBack(QuarantineName name, DataDirectory from, List<DataDirectory> damaged) {
        for (DataDirectory holder : damaged) {
            holder.quarantine().take(new QuarantineName(name.chunkId(), Ids.next()));
        }
        return result(name, Outcome.RESTORED, from.quarantine().giveBack(name), "");
    }

    RemovalResult unlink(QuarantineName name) {
        Found aside = find(directory -> directory.quarantine().fileOf(name));
        if (aside.working().isEmpty()) {
            aside.requireNoOther();
            return result(name, Outcome.ABSENT, 0, "no such file is in quarantine");
        }
        long fileBytes = aside.working().stream()
                .mapToLong(directory -> directory.quarantine().unlink(name))
                .sum();
        return result(name, Outcome.UNLINKED, fileBytes, "");
    }

    private boolean isGood(DataDirectory holder, QuarantineName name) {
        return switch (examiner.examine(holder, name.chunkId())) {
            case Examined.Good(StoredChunk _) -> true;
            case Examined.Bad(String _), Examined.Unreadable(String _), Examined.Absent() -> false;
        };
    }

    private static RemovalResult result(QuarantineName name, Outcome outcome, long fileBytes, String detail) {
        return new RemovalResult(name.removalId(), name.chunkId(), outcome, fileBytes, detail);
    }
}
