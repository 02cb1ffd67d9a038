package io.dfs.metadata.simulation;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.commit.SimulatedCommits;
import io.dfs.metadata.commit.SimulatedCommits.Signed;
import io.dfs.metadata.placement.Candidate;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.PlacementRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People and programs: they write, overwrite, remove, undelete and copy files, and change their replication factors. */
final class Clients {

    private static final Duration TRASH = Duration.ofDays(7);
    private static final long LARGEST_CHUNK = 1L << 30;

    private final World world;
    private final Timeline time;
    private final Oracle oracle;
    private final Nodes nodes;
    private final Metadata metadata;
    private long filesEver;

    Clients(World world, Oracle oracle, Nodes nodes) {
        this.world = world;
        this.time = world.time;
        this.oracle = oracle;
        this.nodes = nodes;
        this.metadata = nodes.metadata();
    }

    /** Writes or removes, so that about so many files are there at any time, or does something else. */
    void act(int files) {
        metadata.receive(() -> {
            double lot = world.random.nextDouble();
            if (lot < 0.6) {
                boolean many = world.db.files.size() - world.db.trash.size() > files;
                anyFile().filter(_ -> many).ifPresentOrElse(this::remove, () -> write(null));
            } else if (lot < 0.8) {
                anyFile().ifPresent(this::write);
            } else if (lot < 0.87) {
                undelete();
            } else if (lot < 0.92) {
                anyFile().ifPresent(file -> add(file.chunks, file.factor));
            } else {
                anyFile().ifPresent(this::changeFactor);
            }
        });
    }

    private Optional<Database.StoredFile> anyFile() {
        List<Database.StoredFile> live = world.db.files.values().stream()
                .filter(file -> file.expiresAt == null)
                .toList();
        return live.isEmpty() ? Optional.empty() : Optional.of(world.any(live));
    }

    /** @param old the file that is overwritten; null for none */
    void write(Database.@Nullable StoredFile old) {
        int factor = world.chance(0.1) ? 2 : world.chance(0.1) ? 4 : 3;
        List<Signed> receipts = new ArrayList<>();
        Duration end = Duration.ZERO;
        int chunks = 1 + world.random.nextInt(3);
        for (int i = 0; i < chunks; i++) {
            end = end.plus(world.between(Duration.ofSeconds(2), Duration.ofSeconds(60)));
            writeChunk(factor, end, receipts);
        }
        if (world.chance(0.03)) {
            time.tell("uploads given up", "an upload is given up");
            return;
        }
        boolean resumed = world.chance(0.05);
        Duration commit = end.plus(
                resumed
                        ? world.between(Duration.ofMinutes(5), Duration.ofHours(25))
                        : world.between(Duration.ofSeconds(1), Duration.ofMinutes(2)));
        time.after(commit, () -> metadata.receive(() -> commit(receipts, factor, chunks, old)));
    }

    private void writeChunk(int factor, Duration end, List<Signed> receipts) {
        // Few are large: a fifth of the largest on average.
        long lengthBytes = 1 + (long) (LARGEST_CHUNK * Math.pow(world.random.nextDouble(), 4));
        ChunkId chunk = world.chunkId();
        List<Candidate> candidates = metadata.views.values().stream()
                .map(view -> view.candidate(Standing.FREE))
                .toList();
        for (NodeAddress address : metadata.placement
                .place(new PlacementRequest(lengthBytes, factor, Math.min(2, factor)), candidates)
                .nodes()) {
            Machine machine = Objects.requireNonNull(world.machines.get(address.id()));
            time.after(end, () -> {
                if (!world.chance(0.01) && nodes.write(machine, chunk, lengthBytes)) {
                    receipts.add(new Signed(
                            chunk, machine.id, lengthBytes, time.now().plusMillis(machine.skewMillis)));
                }
            });
        }
    }

    private void commit(List<Signed> receipts, int factor, int chunks, Database.@Nullable StoredFile old) {
        Set<ChunkId> ids = new LinkedHashSet<>();
        receipts.forEach(receipt -> ids.add(receipt.chunk()));
        boolean complete = ids.size() == chunks;
        if (!complete || !SimulatedCommits.commit(world.db, receipts, factor, metadata.views, time.now())) {
            time.tell("commits refused", "a commit of %s is refused", ids);
            return;
        }
        time.tell("files written", "a file of %s", ids);
        add(List.copyOf(ids), factor);
        if (old != null && world.db.files.get(old.id) == old && old.expiresAt == null) {
            time.tell("files overwritten", "file %s", old.id);
            remove(old);
        }
    }

    private void add(List<ChunkId> chunks, int factor) {
        world.db.add(new Database.StoredFile(++filesEver, chunks, factor));
        world.db.refresh(chunks, time.now());
        oracle.acknowledged(chunks);
    }

    private void remove(Database.StoredFile file) {
        time.tell("files removed", "file %s", file.id);
        file.expiresAt = time.now().plus(TRASH);
        world.db.trash.add(file.id);
    }

    private void undelete() {
        world.db.trash.stream()
                .map(world.db.files::get)
                .filter(file -> file != null && file.expiresAt != null && file.expiresAt.isAfter(time.now()))
                .findFirst()
                .ifPresent(file -> {
                    time.tell("files undeleted", "file %s", file.id);
                    file.expiresAt = null;
                    world.db.trash.remove(file.id);
                });
    }

    private void changeFactor(Database.StoredFile file) {
        time.tell("factors changed", "file %s", file.id);
        file.factor = 2 + world.random.nextInt(3);
        world.db.refresh(file.chunks, time.now());
    }
}
