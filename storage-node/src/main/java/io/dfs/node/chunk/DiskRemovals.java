package io.dfs.node.chunk;

import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.Ids;
import java.util.List;

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

    RemovalResult quarantine(QuarantineName name) {
        List<DataDirectory> aside = quarantinedIn(name);
        if (!aside.isEmpty()) {
            // Told before. A file in service has been written since, and this removal does not speak of it.
            long fileBytes = aside.stream()
                    .filter(DataDirectory::works)
                    .mapToLong(directory -> directory.quarantine().confirm(name))
                    .sum();
            return result(name, Outcome.QUARANTINED, fileBytes, "");
        }
        List<DataDirectory> holders = inServiceIn(name);
        if (holders.isEmpty()) {
            return result(name, Outcome.ABSENT, 0, "the node holds no such file");
        }
        holders.forEach(DiskRemovals::requireWorking);
        long fileBytes = holders.stream()
                .mapToLong(directory -> directory.quarantine().take(name))
                .sum();
        return result(name, Outcome.QUARANTINED, fileBytes, "");
    }

    RemovalResult restore(QuarantineName name) {
        List<DataDirectory> aside = quarantinedIn(name);
        List<DataDirectory> holders = inServiceIn(name);
        if (aside.isEmpty()) {
            // Brought back before, and the answer was lost. How the replica is now, a verification tells.
            return holders.isEmpty()
                    ? result(name, Outcome.ABSENT, 0, "the node holds no such file")
                    : result(name, Outcome.RESTORED, 0, "it is in service already");
        }
        DataDirectory from = aside.getFirst();
        requireWorking(from);
        if (holders.stream().anyMatch(holder -> isGood(holder, name))) {
            return result(
                    name, Outcome.RESTORED, 0, "a good file is in service already; the one in quarantine stays there");
        }
        return switch (examiner.examineQuarantined(from, name)) {
            case Examined.Absent() -> result(name, Outcome.FAILED, 0, "the file in quarantine has just gone");
            case Examined.Bad(String detail) ->
                result(name, Outcome.FAILED, 0, "the file in quarantine is damaged and stays there: " + detail);
            case Examined.Good(StoredChunk _) -> bringBack(name, from, holders);
        };
    }

    private RemovalResult bringBack(QuarantineName name, DataDirectory from, List<DataDirectory> damaged) {
        for (DataDirectory holder : damaged) {
            requireWorking(holder);
            holder.quarantine().take(new QuarantineName(name.chunkId(), Ids.next()));
        }
        return result(name, Outcome.RESTORED, from.quarantine().giveBack(name), "");
    }

    RemovalResult unlink(QuarantineName name) {
        List<DataDirectory> aside = quarantinedIn(name);
        if (aside.isEmpty()) {
            return result(name, Outcome.ABSENT, 0, "no such file is in quarantine");
        }
        aside.forEach(DiskRemovals::requireWorking);
        long fileBytes = aside.stream()
                .mapToLong(directory -> directory.quarantine().unlink(name))
                .sum();
        return result(name, Outcome.UNLINKED, fileBytes, "");
    }

    private boolean isGood(DataDirectory holder, QuarantineName name) {
        return switch (examiner.examine(holder, name.chunkId())) {
            case Examined.Good(StoredChunk _) -> true;
            case Examined.Bad(String _), Examined.Absent() -> false;
        };
    }

    private List<DataDirectory> quarantinedIn(QuarantineName name) {
        return directories.owned().stream()
                .filter(directory -> directory.holds(directory.quarantine().fileOf(name)))
                .toList();
    }

    private List<DataDirectory> inServiceIn(QuarantineName name) {
        return directories.owned().stream()
                .filter(directory -> directory.holds(directory.chunkFile(name.chunkId())))
                .toList();
    }

    private static void requireWorking(DataDirectory directory) {
        if (!directory.works()) {
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "the file is in %s, which failed and is not changed any more: replace the disk and start the node again"
                            .formatted(directory.path()));
        }
    }

    private static RemovalResult result(QuarantineName name, Outcome outcome, long fileBytes, String detail) {
        return new RemovalResult(name.removalId(), name.chunkId(), outcome, fileBytes, detail);
    }
}
