package io.dfs.metadata.simulation;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What goes wrong, and what people do about it. Rates are per node and year unless they say otherwise; where they come from is
 * written in {@code docs/testing.md}.
 */
final class Faults {

    static final int DISKS = 4;

    private static final double DISK_FAILURES = DISKS * 0.04;
    private static final double OUTAGES = 3;
    private static final double PLANNED_RESTARTS = 2;
    private static final double NODES_LOST = 0.02;
    private static final double ROT = DISKS * 0.01;
    private static final double DRAINS = 0.05;
    private static final double SLOWNESS = 0.1;
    private static final double WRONG_CLOCKS = 0.05;
    private static final double WRONG_COMPLAINTS = 0.2;
    private static final double ZONE_OUTAGES_PER_ZONE = 0.25;
    private static final double FIRES_PER_SEVERE_CLUSTER = 12;
    private static final double POWER_CUTS_PER_CLUSTER = 0.1;
    private static final double SERVICE_PAUSES_PER_CLUSTER = 12;
    private static final double RESTORES_PER_CLUSTER = 0.2;

    /** Of clients, between a back-up and its use. */
    private static final int ACTS_TO_FORGET = 12;

    private final World world;
    private final Timeline time;
    private final Oracle oracle;
    private final Nodes nodes;
    private final Metadata metadata;
    private final Shape shape;
    private final Runnable act;
    private boolean ended;
    private boolean restoring;

    /**
     * @param diskBytes of each of a node's disks, about
     * @param severity how many times as often as usual disks, nodes, zones and bytes are lost
     */
    record Shape(int nodes, int zones, long diskBytes, double severity) {}

    /** @param act has a client do something */
    Faults(World world, Oracle oracle, Nodes nodes, Shape shape, Runnable act) {
        this.act = act;
        this.world = world;
        this.time = world.time;
        this.oracle = oracle;
        this.nodes = nodes;
        this.metadata = nodes.metadata();
        this.shape = shape;
    }

    void begin() {
        int all = shape.nodes();
        double severe = shape.severity();
        often(severe * DISK_FAILURES * all, this::failDisk);
        often(OUTAGES * all, this::crash);
        often(PLANNED_RESTARTS * all, this::restart);
        often(severe * NODES_LOST * all, this::destroy);
        often(severe * ROT * all, this::rot);
        often(DRAINS * all, this::drain);
        often(SLOWNESS * all, this::slowDown);
        often(WRONG_CLOCKS * all, this::setClockWrong);
        often(WRONG_COMPLAINTS * all, this::complain);
        often(severe * ZONE_OUTAGES_PER_ZONE * shape.zones(), this::loseZone);
        if (severe > 1) {
            often(FIRES_PER_SEVERE_CLUSTER, this::burn);
        }
        often(POWER_CUTS_PER_CLUSTER, this::cutPower);
        often(SERVICE_PAUSES_PER_CLUSTER, this::pauseService);
        often(RESTORES_PER_CLUSTER, this::restoreBackup);
    }

    /** No more faults; what is away comes back by itself, as it was to. */
    void end() {
        ended = true;
    }

    private void often(double perYear, Runnable fault) {
        time.after(world.untilNext(perYear), () -> {
            if (!ended) {
                fault.run();
                often(perYear, fault);
            }
        });
    }

    // Nodes

    Machine add(String zone) {
        long diskBytes = (long) (shape.diskBytes() * (0.7 + 0.8 * world.random.nextDouble()));
        Machine machine = world.build(zone, DISKS, diskBytes);
        metadata.receive(() -> metadata.hear(machine, true));
        nodes.startScrubbing(machine);
        return machine;
    }

    private Machine anyUp() {
        List<Machine> up = nodes.heard();
        return up.isEmpty() ? world.any(List.copyOf(world.machines.values())) : world.any(up);
    }

    private void crash() {
        Machine machine = anyUp();
        if (world.chance(0.2)) {
            cutOff(machine);
            return;
        }
        takeDown(machine, outage(), "crash");
    }

    /** Most are short; a few last for days. */
    private Duration outage() {
        double lot = world.random.nextDouble();
        if (lot < 0.3) {
            return world.between(Duration.ofSeconds(5), Duration.ofMinutes(1));
        }
        if (lot < 0.9) {
            return world.between(Duration.ofMinutes(1), Duration.ofMinutes(15));
        }
        return lot < 0.98
                ? world.between(Duration.ofMinutes(15), Duration.ofHours(6))
                : world.between(Duration.ofHours(6), Duration.ofDays(5));
    }

    private void takeDown(Machine machine, Duration outage, String why) {
        if (!machine.up) {
            return;
        }
        time.tell("node outages: " + why, "%s is down for %s: %s", machine, outage, why);
        boolean heard = machine.isHeard();
        machine.up = false;
        machine.epoch = -1;
        if (heard) {
            metadata.lose(machine);
        }
        time.after(outage, () -> bringUp(machine));
    }

    private void bringUp(Machine machine) {
        if (machine.destroyed || machine.up) {
            return;
        }
        time.trace("%s is up", machine);
        machine.up = true;
        if (!machine.cutOff) {
            metadata.receive(() -> metadata.hear(machine, true));
        }
    }

    private void cutOff(Machine machine) {
        if (!machine.isHeard()) {
            return;
        }
        time.tell("nodes cut off", "%s is cut off", machine);
        machine.cutOff = true;
        metadata.lose(machine);
        time.after(outage(), () -> {
            machine.cutOff = false;
            if (machine.isHeard()) {
                metadata.receive(() -> metadata.hear(machine, false));
            }
        });
    }

    private void restart() {
        Machine machine = anyUp();
        if (machine.isHeard()) {
            metadata.announceStop(machine);
            takeDown(machine, world.between(Duration.ofSeconds(20), Duration.ofMinutes(20)), "planned");
        }
    }

    private void loseZone() {
        String zone = "zone-" + world.random.nextInt(shape.zones());
        time.tell("zone outages", "%s is down", zone);
        Duration outage = world.between(Duration.ofMinutes(5), Duration.ofHours(6));
        world.those(machine -> machine.address.zone().equals(zone))
                .forEach(machine ->
                        takeDown(machine, outage.plus(world.between(Duration.ZERO, Duration.ofMinutes(3))), "zone"));
    }

    private void cutPower() {
        time.tell("power cuts", "the power is cut");
        Duration outage = world.between(Duration.ofMinutes(5), Duration.ofHours(2));
        if (!metadata.isDown()) {
            metadata.pause(outage);
        }
        List.copyOf(world.machines.values())
                .forEach(machine ->
                        takeDown(machine, outage.plus(world.between(Duration.ZERO, Duration.ofMinutes(8))), "power"));
    }

    /** Several machines at once, whatever is on them: the only fault that three replicas are no help against. */
    private void burn() {
        time.tell("fires", "there is a fire");
        for (int i = 0; i < 3; i++) {
            destroy(anyUp());
        }
    }

    private void destroy() {
        destroy(anyUp());
    }

    /** A machine is lost with its disks; another is bought. */
    private void destroy(Machine machine) {
        if (machine.destroyed || world.machines.size() < 4) {
            return;
        }
        time.tell("nodes destroyed", "%s is destroyed", machine);
        boolean heard = machine.isHeard();
        machine.up = false;
        machine.destroyed = true;
        if (heard) {
            metadata.lose(machine);
        }
        List.copyOf(machine.disks).forEach(disk -> lose(machine, disk, "loss of the node"));
        time.after(world.between(Duration.ofDays(1), Duration.ofDays(7)), () -> add(machine.address.zone()));
        time.after(Duration.ofDays(8), () -> remove(machine.id));
    }

    /** Asked again each day until nothing depends on it any more. */
    void remove(NodeId id) {
        metadata.receive(() -> {
            if (!world.db.nodes.containsKey(id)) {
                world.machines.remove(id);
            } else if (metadata.removeNode(id)) {
                time.tell("nodes removed", "%s is removed", id);
                world.machines.remove(id);
            } else {
                time.after(Duration.ofDays(1), () -> remove(id));
            }
        });
    }

    private void drain() {
        long away = metadata.views.values().stream()
                .filter(view -> view.adminState() != AdminState.IN_SERVICE || view.health() != NodeHealth.HEALTHY)
                .count();
        Machine machine = anyUp();
        NodeView view = metadata.views.get(machine.id);
        if (view == null || away > 0 || shape.nodes() < 5 || metadata.isDown()) {
            return;
        }
        time.tell("drains begun", "%s is drained", machine);
        metadata.setAdminState(machine.id, AdminState.DRAINING);
        time.after(Duration.ofDays(2), () -> decide(machine));
    }

    /** A drained node is taken away or returns; a drain that does not end is broken off. */
    private void decide(Machine machine) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (machine.destroyed || row == null) {
            return;
        }
        if (metadata.isDown()) {
            time.after(Duration.ofHours(1), () -> decide(machine));
        } else if (row.adminState == AdminState.DRAINED && world.chance(0.5)) {
            machine.destroyed = true;
            machine.up = false;
            metadata.lose(machine);
            List.copyOf(machine.disks).forEach(disk -> lose(machine, disk, "node taken away"));
            add(machine.address.zone());
            time.after(Duration.ofHours(1), () -> remove(machine.id));
        } else if (row.adminState == AdminState.DRAINED || world.chance(0.5)) {
            metadata.setAdminState(machine.id, AdminState.IN_SERVICE);
        } else {
            time.after(Duration.ofDays(2), () -> decide(machine));
        }
    }

    // Disks

    private void failDisk() {
        Machine machine = anyUp();
        Machine.Disk disk = world.any(machine.disks);
        if (machine.destroyed || disk.failed) {
            return;
        }
        if (world.chance(0.5)) {
            time.tell("disks dead", "a disk of %s is dead", machine);
            lose(machine, disk, "loss of the disk");
            takeDown(machine, world.between(Duration.ofSeconds(20), Duration.ofMinutes(10)), "new disk");
        } else {
            time.tell("disks failing", "a disk of %s fails", machine);
            disk.failed = true;
            metadata.refresh(machine.id);
            report(machine);
            time.after(world.between(Duration.ofMinutes(10), Duration.ofDays(4)), () -> settle(machine, disk));
        }
    }

    /** A failing disk works again, or is replaced. */
    private void settle(Machine machine, Machine.Disk disk) {
        if (machine.destroyed || !machine.disks.contains(disk)) {
            return;
        }
        if (world.chance(0.4)) {
            disk.failed = false;
            metadata.refresh(machine.id);
            report(machine);
        } else {
            lose(machine, disk, "replacement of the disk");
            takeDown(machine, world.between(Duration.ofSeconds(20), Duration.ofMinutes(10)), "new disk");
        }
    }

    /** A node whose disks change reports by itself. */
    private void report(Machine machine) {
        Database.Node row = world.db.nodes.get(machine.id);
        if (row != null && machine.isHeard() && !metadata.isDown()) {
            row.returnedAt = time.now();
            row.askedAt = null;
            metadata.refresh(machine.id);
            nodes.errand(machine);
        }
    }

    private void lose(Machine machine, Machine.Disk disk, String why) {
        List<ChunkId> gone = machine.replace(disk);
        if (!machine.destroyed) {
            metadata.refresh(machine.id);
        }
        gone.forEach(chunk -> oracle.struck(machine, chunk, why));
    }

    private void rot() {
        Machine machine = anyUp();
        if (machine.files.isEmpty()) {
            return;
        }
        ChunkId chunk = world.any(List.copyOf(machine.files.keySet()));
        time.tell("replicas rotten", "%s rots on %s", chunk, machine);
        Objects.requireNonNull(machine.files.get(chunk)).good = false;
        oracle.struck(machine, chunk, "rot");
        if (world.chance(0.3)) {
            // A reader is faster than the scrubber.
            time.after(
                    world.between(Duration.ofMinutes(1), Duration.ofDays(3)),
                    () -> metadata.receive(() -> metadata.complain(chunk, machine.id)));
        }
    }

    private void complain() {
        Machine machine = anyUp();
        if (!machine.files.isEmpty()) {
            time.tell("wrong complaints", "a wrong complaint about %s", machine);
            ChunkId chunk = world.any(List.copyOf(machine.files.keySet()));
            metadata.receive(() -> metadata.complain(chunk, machine.id));
        }
    }

    private void slowDown() {
        Machine machine = anyUp();
        time.tell("nodes slow", "%s is slow", machine);
        machine.slow = true;
        metadata.refresh(machine.id);
        time.after(world.between(Duration.ofMinutes(10), Duration.ofDays(2)), () -> {
            machine.slow = false;
            metadata.refresh(machine.id);
        });
    }

    private void setClockWrong() {
        Machine machine = anyUp();
        time.tell("clocks wrong", "the clock of %s is wrong", machine);
        machine.skewMillis = world.random.nextLong(1_200_000) - 600_000;
        metadata.refresh(machine.id);
        time.after(world.between(Duration.ofHours(1), Duration.ofDays(3)), () -> {
            machine.skewMillis = 0;
            metadata.refresh(machine.id);
        });
    }

    // The service

    private void pauseService() {
        if (!metadata.isDown()) {
            time.tell("service pauses", "the service is away");
            metadata.pause(world.between(Duration.ofSeconds(12), Duration.ofMinutes(10)));
        }
    }

    /** A copy of the database is made now, and put in place later: what was done since is forgotten. */
    private void restoreBackup() {
        if (restoring) {
            return;
        }
        restoring = true;
        Database copy = world.db.copy();
        for (int i = 0; i < ACTS_TO_FORGET; i++) {
            time.after(world.between(Duration.ZERO, Duration.ofHours(10)), act);
        }
        time.after(
                world.between(Duration.ofMinutes(10), Duration.ofHours(45)),
                () -> metadata.receive(() -> {
                    time.tell("back-ups restored", "an older database is in place");
                    Database before = world.db;
                    metadata.restore(copy);
                    oracle.restored(before);
                    time.after(
                            world.between(Duration.ofMinutes(10), Duration.ofHours(12)),
                            () -> metadata.receive(() -> {
                                time.trace("the older database is accepted");
                                metadata.acceptRestored();
                            }));
                    time.after(Duration.ofDays(30), () -> {
                        metadata.receive(this::acceptOrphans);
                        restoring = false;
                    });
                    // People see nodes in the list that are gone for long.
                    time.after(Duration.ofDays(2), () -> metadata.receive(this::removeUnknown));
                }));
    }

    private void removeUnknown() {
        world.db.nodes.keySet().stream()
                .filter(id -> !world.machines.containsKey(id))
                .toList()
                .forEach(this::remove);
    }

    private void acceptOrphans() {
        time.trace("all that is unknown is accepted as garbage");
        world.db.nodes.forEach((id, node) -> {
            oracle.accepted(id);
            node.acceptedAt = time.now();
        });
    }
}
