package io.dfs.cli.cluster;

import java.time.Duration;
import java.util.Optional;

/** Wall clocks of single processes that jump by minutes, hours or a day, and later back. */
final class ChaosClocks {

    private static final int LONGEST_SECONDS = 40;
    private static final String CLOCK_OF = "clock of ";

    private final ChaosScene scene;

    ChaosClocks(ChaosScene scene) {
        this.scene = scene;
    }

    void jumpOfNode() {
        Duration jump = draw();
        Optional<String> node = cutsOff(jump) ? scene.nodeThatMayGo() : scene.nodeForMore(CLOCK_OF + "node-");
        node.ifPresent(name -> jump(ChaosFault.JUMP_NODE_CLOCK, name, jump));
    }

    void jumpOf(ChaosFault fault, String member) {
        jump(fault, member, draw());
    }

    private void jump(ChaosFault fault, String member, Duration jump) {
        FakeClock clock = scene.cluster().clock(member);
        scene.disturb(
                fault,
                cutsOff(jump) ? member : CLOCK_OF + member,
                ", which jumps by %+d s,".formatted(jump.toSeconds()),
                LONGEST_SECONDS,
                () -> clock.differBy(jump),
                "set right",
                () -> clock.differBy(Duration.ZERO));
    }

    /** To a program whose clock is behind, the certificates of the others are not valid yet: it is as good as away. */
    private static boolean cutsOff(Duration jump) {
        return SecureMode.isOn() && jump.isNegative();
    }

    private Duration draw() {
        Duration size = switch (scene.random().nextInt(5)) {
            case 0, 1 -> Duration.ofSeconds(30 + scene.random().nextInt(1800));
            case 2, 3 -> Duration.ofMinutes(30 + scene.random().nextInt(720));
            default -> Duration.ofDays(1);
        };
        return scene.random().nextBoolean() ? size : size.negated();
    }
}
