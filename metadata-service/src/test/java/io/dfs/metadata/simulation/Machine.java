package io.dfs.metadata.simulation;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A storage node as it is, whatever the metadata believes: its disks, the files in service and in quarantine. */
final class Machine {

    static final class Disk {

        final long capacityBytes;
        long usedBytes;

        /** Its directory has failed: nothing on it changes, and not every read succeeds. */
        boolean failed;

        Disk(long capacityBytes) {
            this.capacityBytes = capacityBytes;
        }
    }

    /** A chunk file. */
    static final class Stored {

        final Disk disk;
        final long lengthBytes;
        boolean good = true;

        Stored(Disk disk, long lengthBytes) {
            this.disk = disk;
            this.lengthBytes = lengthBytes;
        }
    }

    record Aside(ChunkId chunk, Stored file, Instant since) {}

    final NodeId id;
    final NodeAddress address;
    final List<Disk> disks = new ArrayList<>();
    final Map<ChunkId, Stored> files = new LinkedHashMap<>();
    final Map<UUID, Aside> quarantine = new LinkedHashMap<>();
    boolean up = true;

    /** It runs, and can't reach the metadata service. */
    boolean cutOff;

    /** Gone for good, disks and all. */
    boolean destroyed;

    boolean slow;
    long skewMillis;

    /** Of its registration, as it knows it. */
    long epoch;

    Instant nextErrand = Instant.MAX;

    Machine(int number, String zone, int disks, long diskBytes) {
        this.id = new NodeId(new UUID(0, number));
        this.address = new NodeAddress(id, "node-" + number, zone, "http://node-" + number);
        for (int i = 0; i < disks; i++) {
            this.disks.add(new Disk(diskBytes));
        }
    }

    boolean isHeard() {
        return up && !cutOff;
    }

    NodeSpace space() {
        long capacity = 0;
        long used = 0;
        for (Disk disk : disks) {
            if (!disk.failed) {
                capacity += disk.capacityBytes;
                used += disk.usedBytes;
            }
        }
        return new NodeSpace(capacity, used, capacity - used);
    }

    boolean hasFailedDisk() {
        return disks.stream().anyMatch(disk -> disk.failed);
    }

    long quarantinedBytes() {
        return quarantine.values().stream()
                .filter(aside -> !aside.file().disk.failed)
                .mapToLong(aside -> aside.file().lengthBytes)
                .sum();
    }

    /** Whether one of the disks has room for it, and some to spare: the free bytes of all are no help. */
    boolean fits(long lengthBytes) {
        return disks.stream().anyMatch(disk -> !disk.failed && disk.capacityBytes - disk.usedBytes > 2 * lengthBytes);
    }

    boolean hasGood(ChunkId chunk) {
        Stored file = files.get(chunk);
        return file != null && file.good;
    }

    boolean hasGoodAside(ChunkId chunk) {
        return quarantine.values().stream().anyMatch(aside -> aside.chunk().equals(chunk) && aside.file().good);
    }

    /** Writes a chunk; false if no disk has room for it. What is there, and bad, goes to quarantine under that id. */
    boolean put(ChunkId chunk, long lengthBytes, UUID replacedId, Instant now) {
        Stored present = files.get(chunk);
        if (present != null && present.good && !present.disk.failed) {
            return true;
        }
        Optional<Disk> disk = disks.stream()
                .filter(candidate -> !candidate.failed)
                .filter(candidate -> candidate.capacityBytes - candidate.usedBytes >= lengthBytes)
                .max(Comparator.comparingLong(candidate -> candidate.capacityBytes - candidate.usedBytes));
        if (disk.isEmpty()) {
            return false;
        }
        if (present != null) {
            quarantine.put(replacedId, new Aside(chunk, present, now));
        }
        disk.get().usedBytes += lengthBytes;
        files.put(chunk, new Stored(disk.get(), lengthBytes));
        return true;
    }

    RemovalResult execute(RemovalCommand command, UUID replacedId, Instant now) {
        return switch (command.action()) {
            case QUARANTINE -> quarantine(command, now);
            case RESTORE -> restore(command, replacedId, now);
            case UNLINK -> unlink(command);
        };
    }

    private RemovalResult quarantine(RemovalCommand command, Instant now) {
        Aside aside = quarantine.get(command.removalId());
        if (aside != null) {
            return result(command, aside.file().disk.failed ? Outcome.FAILED : Outcome.QUARANTINED);
        }
        Stored file = files.get(command.chunkId());
        if (file == null) {
            return result(command, Outcome.ABSENT);
        }
        if (file.disk.failed) {
            return result(command, Outcome.FAILED);
        }
        files.remove(command.chunkId());
        quarantine.put(command.removalId(), new Aside(command.chunkId(), file, now));
        return result(command, Outcome.QUARANTINED);
    }

    private RemovalResult restore(RemovalCommand command, UUID replacedId, Instant now) {
        Aside aside = quarantine.get(command.removalId());
        Stored present = files.get(command.chunkId());
        boolean inService = present != null && (aside == null || (present.good && !present.disk.failed));
        if (inService) {
            return result(command, Outcome.RESTORED);
        }
        if (aside == null) {
            return result(command, Outcome.ABSENT);
        }
        if (aside.file().disk.failed || !aside.file().good) {
            return result(command, Outcome.FAILED);
        }
        if (present != null) {
            quarantine.put(replacedId, new Aside(command.chunkId(), present, now));
        }
        quarantine.remove(command.removalId());
        files.put(command.chunkId(), aside.file());
        return result(command, Outcome.RESTORED);
    }

    private RemovalResult unlink(RemovalCommand command) {
        Aside aside = quarantine.get(command.removalId());
        if (aside == null) {
            return result(command, Outcome.ABSENT);
        }
        if (aside.file().disk.failed) {
            return result(command, Outcome.FAILED);
        }
        quarantine.remove(command.removalId());
        aside.file().disk.usedBytes -= aside.file().lengthBytes;
        return result(command, Outcome.UNLINKED);
    }

    private static RemovalResult result(RemovalCommand command, Outcome outcome) {
        return new RemovalResult(command.removalId(), command.chunkId(), outcome, 0, "");
    }

    /** Of the chunks within that range. */
    List<QuarantinedFile> quarantined(@Nullable ChunkId after, @Nullable ChunkId through) {
        List<QuarantinedFile> found = new ArrayList<>();
        quarantine.forEach((removalId, aside) -> {
            boolean within = (after == null || aside.chunk().compareTo(after) > 0)
                    && (through == null || aside.chunk().compareTo(through) <= 0);
            if (within) {
                found.add(new QuarantinedFile(removalId, aside.chunk(), aside.file().lengthBytes, aside.since()));
            }
        });
        return found;
    }

    /** An empty disk takes the place of this one. Answers the chunks of which a file is gone. */
    List<ChunkId> replace(Disk disk) {
        List<ChunkId> gone = new ArrayList<>();
        files.entrySet().removeIf(file -> {
            boolean lost = file.getValue().disk == disk;
            if (lost) {
                gone.add(file.getKey());
            }
            return lost;
        });
        quarantine.values().removeIf(aside -> {
            boolean lost = aside.file().disk == disk;
            if (lost) {
                gone.add(aside.chunk());
            }
            return lost;
        });
        disks.remove(disk);
        disks.add(new Disk(disk.capacityBytes));
        return gone;
    }

    @Override
    public String toString() {
        return address.name();
    }
}
