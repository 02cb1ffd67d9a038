package io.dfs.metadata.simulation;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/** What there is: machines, the database, time, and chance. */
final class World {

    final Random random;
    final Timeline time = new Timeline();
    final Map<NodeId, Machine> machines = new LinkedHashMap<>();

    /** Of all that there ever were: a restored database may know one that is gone. */
    final Map<NodeId, NodeAddress> addresses = new HashMap<>();

    Database db = new Database();
    private int machinesEver;

    World(long seed) {
        this.random = new Random(seed);
    }

    Machine build(String zone, int disks, long diskBytes) {
        Machine machine = new Machine(++machinesEver, zone, disks, diskBytes);
        machines.put(machine.id, machine);
        addresses.put(machine.id, machine.address);
        return machine;
    }

    UUID id() {
        return new UUID(random.nextLong() & ~0xF000L | 0x7000L, random.nextLong());
    }

    /** As production makes them: the time first. */
    ChunkId chunkId() {
        long millis = time.now().toEpochMilli();
        return new ChunkId(new UUID(millis << 16 | 0x7000L | random.nextInt(0x1000), random.nextLong()));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    Duration between(Duration least, Duration most) {
        return Duration.ofMillis(
                least.toMillis() + (long) (random.nextDouble() * (most.toMillis() - least.toMillis())));
    }

    /** How long until the next event of a kind that comes so often in a year on average (a Poisson process). */
    Duration untilNext(double perYear) {
        double years = -Math.log(1 - random.nextDouble()) / perYear;
        return Duration.ofMillis(
                (long) (Math.min(years, 10_000) * Duration.ofDays(365).toMillis()) + 1);
    }

    List<Machine> those(Predicate<Machine> wanted) {
        return machines.values().stream().filter(wanted).toList();
    }

    <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
