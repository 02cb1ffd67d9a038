package io.dfs.cli.cluster;

import java.time.Duration;

/**
 * Draws faults and heals them again after a while. What is out of order at the same time is bounded so that a cluster that does
 * its work loses nothing: at most two of the nodes are away (killed, stopped, cut off, or without one of their disks), the disk of one
 * is lost only when every file is sound, and of one chunk one replica is damaged, once, and only while the cluster believes in three.
 * Beside that at most two nodes are slow, at most two have a full disk and at most two a wrong clock; one server of the database is
 * away. Not thread-safe.
 */
final class ChaosFaults {

    private static final int MOST_DRAWS = 3;

    private final ChaosScene scene;
    private final ChaosMeans means;
    private final ChaosDatabase database;
    private final ChaosProcesses processes;
    private final ChaosDamage damage;
    private final ChaosDisks disks;
    private final ChaosClocks clocks;
    private final ChaosRotation rotation;

    ChaosFaults(ChaosScene scene, ChaosMeans means, ChaosDatabase database) {
        this.scene = scene;
        this.means = means;
        this.database = database;
        this.processes = new ChaosProcesses(scene);
        this.damage = new ChaosDamage(scene);
        this.disks = new ChaosDisks(scene);
        this.clocks = new ChaosClocks(scene);
        this.rotation = new ChaosRotation(scene);
    }

    /** How long until the next one. */
    Duration pause() {
        return Duration.ofMillis(1000 + scene.random().nextInt(5000));
    }

    void healWhatIsDue() {
        scene.disorders().endWhatIsDue();
    }

    void healAll() {
        scene.disorders().endAll();
    }

    /** Called every few seconds. */
    void look() {
        disks.look();
        for (ServerProcess member : scene.cluster().members()) {
            if (!member.isRunning() && !scene.disorders().has(member.name())) {
                scene.tell("%s has ended by itself, see its log; start %s".formatted(member.name(), member.name()));
                member.launch();
            }
        }
    }

    /** One that can happen now, if it is found within a few draws. */
    void inject() {
        long before = scene.faults();
        for (int draws = 0; draws < MOST_DRAWS && scene.faults() == before; draws++) {
            inject(draw());
        }
    }

    private void inject(ChaosFault fault) {
        switch (fault) {
            case KILL_NODE -> processes.killNode();
            case PAUSE_NODE -> processes.pauseNode();
            case RESTART_NODE -> processes.restartNode();
            case CUT_OFF_NODE -> processes.cutOffNode();
            case SLOW_NODE -> processes.slowDownNode();
            case STUTTER_NODE -> processes.stutterNode();
            case FLIP_BIT -> damage.flipBit();
            case TRUNCATE -> damage.truncate();
            case DELETE_CHUNK_FILE -> damage.deleteChunkFile();
            case LOSE_DISK, LOSE_DISK_WHILE_RUNNING -> disks.drawLoss(fault);
            case UNMOUNT_DISK -> disks.unmount();
            case FILL_DISK -> disks.fill();
            case JUMP_NODE_CLOCK -> clocks.jumpOfNode();
            case JUMP_CONTROLLER_CLOCK -> clocks.jumpOf(fault, "controller");
            case JUMP_METADATA_CLOCK -> clocks.jumpOf(fault, "metadata");
            case ROTATE_SECRET -> rotation.rotateSecret();
            case ROTATE_CERTIFICATES -> rotation.renewCertificates();
            case ROTATE_AUTHORITY -> rotation.changeAuthority();
            case KILL_CONTROLLER -> {
                if (scene.cluster().member("controller").hasStarted()) {
                    processes.kill(fault, "controller", 10);
                }
            }
            case KILL_METADATA, RESTART_METADATA, PAUSE_METADATA -> injectIntoMetadata(fault);
            case KILL_DATABASE -> database.kill(scene);
            case PAUSE_DATABASE -> database.pause(scene);
            case CUT_OFF_DATABASE -> database.cutOff(scene);
        }
    }

    private void injectIntoMetadata(ChaosFault fault) {
        String metadata = "metadata";
        if (!scene.mayAllStop()) {
            return;
        }
        scene.noteStop();
        switch (fault) {
            case KILL_METADATA -> processes.kill(fault, metadata, 5);
            case RESTART_METADATA -> processes.restart(fault, metadata);
            default -> processes.pause(fault, metadata, 15);
        }
    }

    private ChaosFault draw() {
        int total = means.drawable().stream().mapToInt(ChaosFault::weight).sum();
        int rest = scene.random().nextInt(total);
        for (ChaosFault fault : means.drawable()) {
            rest -= fault.weight();
            if (rest < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("the weights add up to " + total);
    }
}
