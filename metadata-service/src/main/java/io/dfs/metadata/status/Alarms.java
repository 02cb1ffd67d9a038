package io.dfs.metadata.status;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.Alarm.Severity;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SlowNode;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.status.ClusterFacts.BackUp;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.ClusterFacts.ClockJump;
import io.dfs.metadata.status.ClusterFacts.DiskWarnings;
import io.dfs.metadata.status.ClusterFacts.HeldChunks;
import io.dfs.metadata.status.ClusterFacts.UnacceptedChunks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a person should look at, by the facts alone; each alarm says what to do. docs/status.md lists them. */
final class Alarms {

    static final Duration LARGEST_SKEW = Duration.ofSeconds(30);

    /** A node, or the cluster, with less of its capacity free is full for practical purposes. */
    private static final int FULL_PERCENT = 5;

    private static final DataSize SMALLEST_FIT = DataSize.ofMegabytes(64);

    /** All that there are. */
    static final List<String> CODES = List.of(
            "BACKUP_OLD",
            "CLOCK_JUMPED",
            "CLOCK_SKEW",
            "CLUSTER_FULL",
            "DATABASE_UNAVAILABLE",
            "ENDANGERED_CHUNKS",
            "HELD_CHUNKS",
            "NODE_DEAD",
            "NODE_DISK_FAILED",
            "NODE_DISK_MISSING",
            "NODE_DISK_WARNING",
            "NODE_FULL",
            "NODE_SLOW",
            "NODE_TAKES_NO_CHUNKS",
            "NOTHING_FITS",
            "ORPHANS",
            "REMOVAL_FAILING",
            "REPAIR_FAILING",
            "RESTORED_DATABASE",
            "SAFE_MODE",
            "SCRUB_LATE",
            "UNREADABLE_CHUNKS");

    private final List<Alarm> alarms = new ArrayList<>();

    private Alarms() {}

    /**
     * The critical ones first.
     *
     * @param databaseProblem why the facts are not newer; null if they are of now
     */
    static List<Alarm> of(ClusterFacts facts, @Nullable String databaseProblem) {
        Alarms found = new Alarms();
        found.database(databaseProblem);
        if (facts.safeMode().asOf() != null) {
            found.safeMode(facts.safeMode().value());
        }
        found.chunks(facts.chunks().value());
        List<NodeStatus> nodes = facts.nodes().value().nodes();
        if (facts.nodes().asOf() != null) {
            found.nothingFits(facts.nodes().value().storable());
        }
        found.clusterFull(nodes);
        List<DiskStatus> disks = facts.nodes().value().disks();
        nodes.forEach(node -> found.node(
                node,
                disks.stream().filter(disk -> disk.node().equals(node.name())).toList()));
        facts.nodes().value().diskWarnings().forEach(found::diskWarnings);
        facts.nodes().value().unknown().forEach(found::orphans);
        facts.nodes().value().held().forEach(found::held);
        found.repairFailing(facts.repairs().value().stuckItems());
        found.scrubLate(facts.verified().value().older());
        found.removalFailing(facts.waiting().value().failingRemovals());
        found.clockJumped(facts.waiting().value().clockJump());
        found.backUp(facts.backUp().value());
        return found.alarms.stream()
                .sorted(Comparator.comparing(Alarm::severity, Comparator.reverseOrder()))
                .toList();
    }

    /** Those that follow from facts that were never read: whether there is such an alarm is not known. */
    static Set<String> unknown(ClusterFacts facts) {
        Set<String> unknown = new HashSet<>();
        unless(facts.safeMode(), unknown, "RESTORED_DATABASE", "SAFE_MODE");
        unless(facts.chunks(), unknown, "ENDANGERED_CHUNKS", "UNREADABLE_CHUNKS");
        unless(facts.repairs(), unknown, "REPAIR_FAILING");
        unless(facts.verified(), unknown, "SCRUB_LATE");
        unless(facts.backUp(), unknown, "BACKUP_OLD");
        unless(facts.waiting(), unknown, "CLOCK_JUMPED", "REMOVAL_FAILING");
        unless(
                facts.nodes(),
                unknown,
                "CLOCK_SKEW",
                "CLUSTER_FULL",
                "HELD_CHUNKS",
                "NODE_DEAD",
                "NODE_DISK_FAILED",
                "NODE_DISK_MISSING",
                "NODE_DISK_WARNING",
                "NODE_FULL",
                "NODE_SLOW",
                "NODE_TAKES_NO_CHUNKS",
                "NOTHING_FITS",
                "ORPHANS");
        return unknown;
    }

    private static void unless(Part<?> read, Set<String> unknown, String... codes) {
        if (read.asOf() == null) {
            unknown.addAll(List.of(codes));
        }
    }

    private void database(@Nullable String problem) {
        if (problem != null) {
            critical(
                    "DATABASE_UNAVAILABLE",
                    "",
                    problem + ". What is told here is old, and files can be neither found nor written:"
                            + " look at the database and at the way to it");
        }
    }

    private void backUp(BackUp backUp) {
        if (backUp.isOld()) {
            warning(
                    "BACKUP_OLD",
                    "",
                    (backUp.ever()
                                            ? "the last back-up of the metadata is %d hours old"
                                            : "the metadata was never backed up in %d hours")
                                    .formatted(backUp.age().toHours())
                            + ": without one, all files are lost with the database. Run deploy/mysql/backup, and see why"
                            + " nothing did");
        }
    }

    private void safeMode(SafeModeState state) {
        switch (state.mode()) {
            case OFF -> {}
            case STARTING ->
                warning(
                        "SAFE_MODE",
                        "",
                        "nothing is repaired and nothing removed yet: %s. This ends by itself; start the nodes that are missing"
                                .formatted(state.reason()));
            case MASS_LOSS ->
                critical(
                        "SAFE_MODE",
                        "",
                        ("nothing is repaired and nothing removed: %s. Look for what the nodes have in common (network,"
                                        + " power) and bring them back; if they are gone for good: dfs safe-mode leave")
                                .formatted(state.reason()));
            case RESTORED_DATABASE ->
                critical(
                        "RESTORED_DATABASE",
                        "",
                        ("nothing is repaired and nothing removed: %s. If a newer copy of the database exists, use that one;"
                                        + " if not: dfs safe-mode leave --accept-restored-database, then dfs fsck. What was"
                                        + " written since the copy was made is known to the nodes only")
                                .formatted(state.reason()));
        }
    }

    private void chunks(List<ChunkGroup> groups) {
        long unreadable = chunks(groups, group -> !group.readable());
        if (unreadable > 0) {
            critical(
                    "UNREADABLE_CHUNKS",
                    "",
                    ("%d chunks have no replica that can be read. Bring back the nodes and disks that hold them, and destroy"
                                    + " nothing that could: the files are listed as endangered, and dfs explain says for"
                                    + " each where its replicas were")
                            .formatted(unreadable));
        }
        long endangered = chunks(groups, ChunkGroup::endangered);
        if (endangered > 0) {
            critical(
                    "ENDANGERED_CHUNKS",
                    "",
                    ("%d chunks have one good replica or only suspect ones: the next fault may lose them. They are repaired"
                                    + " first; if their number does not fall, dfs repairs says why. Take no node"
                                    + " away until it is zero")
                            .formatted(endangered));
        }
    }

    private static long chunks(List<ChunkGroup> groups, Predicate<ChunkGroup> which) {
        return groups.stream().filter(which).mapToLong(ChunkGroup::chunks).sum();
    }

    private void node(NodeStatus node, List<DiskStatus> disks) {
        if (node.health() == NodeHealth.DEAD) {
            dead(node);
            return; // what it said last is of no use
        }
        disks.stream().filter(disk -> disk.state() == DiskState.MISSING).forEach(this::diskMissing);
        List<String> failed = failedDirectories(node, disks);
        if (!failed.isEmpty()) {
            warning(
                    "NODE_DISK_FAILED",
                    node.name(),
                    ("data directories of %s fail: %s. Nothing is written to them, and what they hold does not count as good"
                                    + " replicas. The node tries them again by itself and uses those that work; replace a"
                                    + " disk that stays broken")
                            .formatted(node.name(), String.join(", ", failed)));
        }
        if (node.writeRefusal() != null) {
            warning(
                    "NODE_TAKES_NO_CHUNKS",
                    node.name(),
                    "%s takes no new chunks: %s. It takes them again by itself when that is over"
                            .formatted(node.name(), node.writeRefusal()));
        }
        if (node.slow() != null) {
            slow(node, node.slow());
        }
        if (isFull(node.space())) {
            warning(
                    "NODE_FULL",
                    node.name(),
                    "%s has %s of %s free and gets no new chunks when that is used: add a disk or a node, or remove files"
                            .formatted(
                                    node.name(),
                                    ByteSize.format(node.space().freeBytes()),
                                    ByteSize.format(node.space().capacityBytes())));
        }
        if (Math.abs(node.clockSkewMillis()) > LARGEST_SKEW.toMillis()) {
            warning(
                    "CLOCK_SKEW",
                    node.name(),
                    ("the clock of %s is %d s %s: from 60 s on, it gets no new chunks. Set it by NTP; liveness is not"
                                    + " affected, the database's clock decides that")
                            .formatted(
                                    node.name(),
                                    Math.abs(node.clockSkewMillis()) / 1000,
                                    node.clockSkewMillis() > 0 ? "ahead" : "behind"));
        }
    }

    private void slow(NodeStatus node, SlowNode slow) {
        String figures = slow.measured() != null
                ? slow.measured()
                : "%d clients got at most %s/s of it, and at least %s/s of others"
                        .formatted(
                                slow.reporters(),
                                ByteSize.format(slow.bytesPerSecond()),
                                ByteSize.format(slow.othersBytesPerSecond()));
        warning(
                "NODE_SLOW",
                node.name(),
                ("%s is far slower than other nodes since %s: %s. Chunks go elsewhere if they can. Look at its disks (kernel log,"
                                + " SMART) and its network; drain it if that lasts")
                        .formatted(node.name(), slow.since(), figures));
    }

    private void diskWarnings(DiskWarnings node) {
        warning(
                "NODE_DISK_WARNING",
                node.node(),
                "a part of what %s has on its disks can't be used, and is kept as it is: %s"
                        .formatted(node.node(), String.join("; ", node.warnings())));
    }

    /** What stands in the place of a disk that is gone has not failed. */
    private static List<String> failedDirectories(NodeStatus node, List<DiskStatus> disks) {
        Set<String> places = disks.stream()
                .filter(disk -> disk.state() == DiskState.MISSING || disk.state() == DiskState.RETIRED)
                .map(DiskStatus::path)
                .collect(Collectors.toSet());
        return node.failedDirectories().stream()
                .filter(path -> !places.contains(path))
                .toList();
    }

    private void diskMissing(DiskStatus disk) {
        warning(
                "NODE_DISK_MISSING",
                disk.node(),
                ("the disk %s of %s at %s is missing since %s: %s. Its replicas are copied elsewhere, and nothing is stored in"
                                + " its place. Mount it, and the node uses it. If it will not come back: dfs node disk retire"
                                + " %2$s %1$s, or, with a new disk in its place: dfs node disk accept %2$s %1$s")
                        .formatted(
                                disk.id(),
                                disk.node(),
                                disk.path(),
                                disk.lastSeenAt(),
                                Objects.requireNonNullElse(disk.detail(), "its node does not find it")));
    }

    private void dead(NodeStatus node) {
        if (node.adminState() == AdminState.DRAINED) {
            return; // nothing depends on it, and people switch such nodes off
        }
        warning(
                "NODE_DEAD",
                node.name(),
                ("%s has not been heard of for %s; its %d replicas are re-created elsewhere. Start it again, with its old data"
                                + " directories if they live; if it is gone for good, remove it when repair is done")
                        .formatted(
                                node.name(),
                                inWords(Duration.ofMillis(node.lastHeartbeatAgeMillis())),
                                node.replicaCount()));
    }

    private void clusterFull(List<NodeStatus> nodes) {
        List<NodeStatus> writable = nodes.stream()
                .filter(node -> node.health() != NodeHealth.DEAD && node.adminState() == AdminState.IN_SERVICE)
                .toList();
        long capacity = writable.stream()
                .mapToLong(node -> node.space().capacityBytes())
                .sum();
        long free =
                writable.stream().mapToLong(node -> node.space().freeBytes()).sum();
        if (isFull(new NodeSpace(capacity, 0, free))) {
            critical(
                    "CLUSTER_FULL",
                    "",
                    ("%s of %s are free on the nodes that take chunks: soon nothing can be written or repaired. Add nodes or"
                                    + " disks, or remove files; removed ones free room when trash and quarantine are over")
                            .formatted(ByteSize.format(free), ByteSize.format(capacity)));
        }
    }

    /** Less than one chunk of the usual size is nothing, for practical purposes. */
    private void nothingFits(StorableBytes storable) {
        if (storable.bytes() >= SMALLEST_FIT.toBytes()) {
            return;
        }
        String why = storable.nodes() < storable.replicationFactor()
                ? "%d of %d nodes take chunks now, and the default replication factor is %d. Bring back or add nodes, or store with fewer replicas ('--replication', DFS_DEFAULT_REPLICATION_FACTOR)"
                        .formatted(storable.nodes(), storable.knownNodes(), storable.replicationFactor())
                : "on too few different nodes there is free space for the default replication factor %d: %s of files fit. Add nodes or disks, or free space: dfs trash empty, dfs quarantine release"
                        .formatted(storable.replicationFactor(), ByteSize.format(storable.bytes()));
        critical("NOTHING_FITS", "", "uploads are refused: " + why);
    }

    private static boolean isFull(NodeSpace space) {
        return space.capacityBytes() > 0
                && (double) space.freeBytes() * 100 < (double) space.capacityBytes() * FULL_PERCENT;
    }

    private void orphans(UnacceptedChunks node) {
        warning(
                "ORPHANS",
                node.node(),
                ("%s holds %d chunks that the metadata does not know, of %d that it reported. While files are uploaded that"
                                + " is normal, and the number falls when they are committed. If it stays, they may be all"
                                + " that is left of files which an older copy of the database has forgotten, so nothing"
                                + " of it is removed before someone says that they are garbage: dfs node accept-orphans %s")
                        .formatted(node.node(), node.unknown(), node.reported(), node.node()));
    }

    private void held(HeldChunks node) {
        warning(
                "HELD_CHUNKS",
                node.node(),
                ("%s holds %d chunks, and %d files (%s) in quarantine, that the metadata does not know and may have forgotten:"
                                + " they were written when another state of the database was in use. They may be all that"
                                + " is left of files, so none is removed. If a newer copy of the database exists, use that"
                                + " one. To give them up: dfs node accept-orphans %s, or --all for every node")
                        .formatted(
                                node.node(),
                                node.chunks(),
                                node.quarantined(),
                                ByteSize.format(node.quarantinedBytes()),
                                node.node()));
    }

    private void repairFailing(long items) {
        if (items > 0) {
            warning(
                    "REPAIR_FAILING",
                    "",
                    "%d work items have failed %d times or more: dfs repairs has the last error of each"
                            .formatted(items, RepairSurvey.STUCK_ATTEMPTS));
        }
    }

    private void scrubLate(long replicas) {
        if (replicas > 0) {
            warning(
                    "SCRUB_LATE",
                    "",
                    ("%d replicas have not been verified for more than %d days. Nodes verify each within 14 days: see whether"
                                    + " they run long enough at a time, and whether their scrub rate is too low for their"
                                    + " size")
                            .formatted(replicas, ChunkSurvey.LATE.toDays()));
        }
    }

    private void removalFailing(long removals) {
        if (removals > 0) {
            warning(
                    "REMOVAL_FAILING",
                    "",
                    ("%d removals can't be done by their nodes, so their room is not freed: dfs quarantine ls has"
                                    + " the last error of each")
                            .formatted(removals));
        }
    }

    private void clockJumped(@Nullable ClockJump jump) {
        if (jump != null) {
            critical(
                    "CLOCK_JUMPED",
                    "",
                    ("the database's clock jumped %s by %s, so what waits to be removed may seem to have waited: nothing is"
                                    + " removed before %s. Set the clock of the database's server right before then (NTP)")
                            .formatted(
                                    jump.by().isNegative() ? "back" : "forward",
                                    inWords(jump.by().abs()),
                                    jump.pausedUntil()));
        }
    }

    private static String inWords(Duration age) {
        if (age.toHours() >= 48) {
            return age.toDays() + " days";
        }
        return age.toMinutes() >= 120 ? age.toHours() + " hours" : age.toSeconds() + " s";
    }

    private void warning(String code, String subject, String message) {
        alarms.add(new Alarm(Severity.WARNING, code, subject, message));
    }

    private void critical(String code, String subject, String message) {
        alarms.add(new Alarm(Severity.CRITICAL, code, subject, message));
    }
}
