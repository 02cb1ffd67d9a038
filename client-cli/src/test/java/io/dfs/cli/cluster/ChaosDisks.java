package io.dfs.cli.cluster;

import io.dfs.common.error.DfsException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disks that are lost, not there for a while, or full. One is lost only when nothing else is, and then nothing else is until that is
 * made up for and the new disk in its place is accepted. So that there is such a time, it is kept calm when a loss is drawn.
 */
final class ChaosDisks {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(150);
    private static final Duration UNTIL_IT_IS_REPORTED = Duration.ofSeconds(30);
    private static final int LONGEST_ABSENCE = 40;

    private final ChaosScene scene;
    private final FaultCluster cluster;
    private @Nullable Loss loss;

    /** A loss that is to come, or that has to be made up for. */
    private record Loss(
            ChaosFault fault, String node, NodeDisk disk, boolean retires, long drawnNanos, boolean happened) {

        Loss now() {
            return new Loss(fault, node, disk, retires, System.nanoTime(), true);
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - drawnNanos > age.toNanos();
        }
    }

    ChaosDisks(ChaosScene scene) {
        this.scene = scene;
        this.cluster = scene.cluster();
    }

    /** Whether it happens shows {@link #look}. */
    void drawLoss(ChaosFault fault) {
        String node = scene.anyOf(cluster.nodeNames());
        NodeDisk disk = scene.anyOf(cluster.disks(node));
        boolean retires = scene.random().nextBoolean();
        if (loss == null) {
            loss = new Loss(fault, node, disk, retires, System.nanoTime(), false);
            scene.setCalm(true);
        }
    }

    /** Called now and then: whether a disk can be lost now, and whether a lost one is made up for. */
    void look() {
        Loss current = loss;
        if (current == null) {
            return;
        }
        if (!current.happened()) {
            lookWhetherItMayHappen(current);
        } else if (current.isOlderThan(UNTIL_IT_IS_REPORTED)
                && !scene.isMetadataAway()
                && scene.saysThatItIsWhole()
                && isReplaced(current)) {
            scene.tell(
                    "the lost disk of %s is made up for, and a new one has taken its place".formatted(current.node()));
            end();
        }
    }

    private void lookWhetherItMayHappen(Loss drawn) {
        if (scene.isWhole()) {
            scene.tell(
                    drawn.fault(),
                    "%s of %s".formatted(drawn.disk().mountPoint().getFileName(), drawn.node()));
            loss = drawn.now();
            scene.noteDamage();
            if (drawn.fault() == ChaosFault.LOSE_DISK) {
                loseWhileStopped(drawn);
            } else {
                loseWhileRunning(drawn);
            }
        } else if (drawn.isOlderThan(LONGEST_WAIT)) {
            end();
        }
    }

    private void end() {
        loss = null;
        scene.setCalm(false);
    }

    private void loseWhileStopped(Loss lost) {
        cluster.kill(lost.node());
        lost.disk().lose();
        cluster.member(lost.node()).launch();
    }

    private void loseWhileRunning(Loss lost) {
        lost.disk().unmount();
        scene.disorders().begin(lost.node(), scene.upTo(LONGEST_ABSENCE), "restart with a new disk", () -> {
            cluster.terminate(lost.node());
            lost.disk().forget();
            cluster.member(lost.node()).launch();
        });
    }

    /** A person says that the disk was replaced, sometimes after having said that it will not come back. */
    private boolean isReplaced(Loss lost) {
        try {
            if (lost.retires()) {
                cluster.retireDisk(lost.node(), lost.disk());
            }
            cluster.acceptDisk(lost.node(), lost.disk());
            return true;
        } catch (DfsException e) {
            scene.tell("not accepted yet: " + e.getMessage());
            return false; // The service is away, or the node has yet to say what it still has.
        }
    }

    void unmount() {
        scene.nodeThatMayGo().ifPresent(node -> {
            NodeDisk disk = scene.anyOf(cluster.disks(node));
            scene.disturb(
                    ChaosFault.UNMOUNT_DISK,
                    node,
                    " %s".formatted(disk.mountPoint().getFileName()),
                    LONGEST_ABSENCE,
                    disk::unmount,
                    "mount the disk of",
                    disk::mount);
        });
    }

    void fill() {
        String diskOf = "disk of ";
        boolean both = scene.random().nextBoolean();
        scene.nodeForMore(diskOf).ifPresent(node -> {
            List<NodeDisk> disks = both ? cluster.disks(node) : List.of(scene.anyOf(cluster.disks(node)));
            scene.disturb(
                    ChaosFault.FILL_DISK,
                    diskOf + node,
                    both ? ", both," : "",
                    LONGEST_ABSENCE,
                    () -> disks.forEach(disk -> cluster.fileSystem(disk).fill()),
                    "free",
                    () -> disks.forEach(disk -> cluster.fileSystem(disk).free()));
        });
    }
}
