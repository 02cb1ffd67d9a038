package io.dfs.cli.cluster;

import java.time.Duration;

/** Processes that die, stand still or are not reached. */
final class ChaosProcesses {

    private static final int LONG = 25;
    private static final int SHORT = 5;

    private final ChaosScene scene;
    private final FaultCluster cluster;

    ChaosProcesses(ChaosScene scene) {
        this.scene = scene;
        this.cluster = scene.cluster();
    }

    void killNode() {
        scene.nodeThatMayGo().ifPresent(node -> kill(ChaosFault.KILL_NODE, node, LONG));
    }

    void kill(ChaosFault fault, String member, int mostSeconds) {
        scene.disturb(
                fault,
                member,
                "",
                mostSeconds,
                () -> cluster.kill(member),
                "start",
                () -> cluster.member(member).launch());
    }

    void restartNode() {
        scene.nodeThatMayGo().ifPresent(node -> restart(ChaosFault.RESTART_NODE, node));
    }

    void restart(ChaosFault fault, String member) {
        scene.disturb(
                fault,
                member,
                "",
                SHORT,
                () -> cluster.terminate(member),
                "start",
                () -> cluster.member(member).launch());
    }

    void pauseNode() {
        scene.nodeThatMayGo().ifPresent(node -> pause(ChaosFault.PAUSE_NODE, node, LONG));
    }

    void pause(ChaosFault fault, String member, int mostSeconds) {
        scene.disturb(
                fault, member, "", mostSeconds, () -> cluster.pause(member), "resume", () -> cluster.resume(member));
    }

    void cutOffNode() {
        scene.nodeThatMayGo()
                .ifPresent(node -> scene.disturb(
                        ChaosFault.CUT_OFF_NODE,
                        node,
                        "",
                        LONG,
                        () -> cluster.cutOff(node),
                        "reconnect",
                        () -> cluster.reconnect(node)));
    }

    void stutterNode() {
        scene.nodeThatMayGo().ifPresent(this::stutter);
    }

    private void stutter(String node) {
        int stoppedMillis = 500 + scene.random().nextInt(1500);
        int runningMillis = 50 + scene.random().nextInt(150);
        Stutter[] stutter = new Stutter[1];
        scene.disturb(
                ChaosFault.STUTTER_NODE,
                node,
                ", which runs %d ms after each %d ms,".formatted(runningMillis, stoppedMillis),
                LONG,
                () -> stutter[0] = new Stutter(cluster.member(node), stoppedMillis, runningMillis),
                "resume",
                () -> stutter[0].close());
    }

    void slowDownNode() {
        String links = "links of ";
        Duration perBlock = Duration.ofMillis(5 + scene.random().nextInt(300));
        scene.nodeForMore(links)
                .ifPresent(node -> scene.disturb(
                        ChaosFault.SLOW_NODE,
                        links + node,
                        ", %d ms per block,".formatted(perBlock.toMillis()),
                        LONG,
                        () -> cluster.slowDown(node, perBlock),
                        "speed up",
                        () -> cluster.slowDown(node, Duration.ZERO)));
    }
}
