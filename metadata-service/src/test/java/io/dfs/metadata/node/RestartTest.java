package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ClusterFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whole clusters that are stopped and started in virtual time, second by second. */
class RestartTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Liveness LIVENESS =
            new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));
    private static final SafeModeRules RULES =
            new SafeModeRules(LIVENESS, new SafeModeSettings(Duration.ofMinutes(10)));

    /** A node's life in seconds: heartbeats from 0 to {@code stop}, and from {@code start} on. */
    private record Plan(String name, int stop, boolean clean, int start) {

        boolean isUp(int second) {
            return second < stop || second >= start;
        }
    }

    /** When the metadata service is down: heartbeats come to nothing. */
    private record Outage(int from, int to) {

        boolean covers(int second) {
            return second >= from && second < to;
        }
    }

    @Test
    @DisplayName(
            "all nodes stopped and started in any order, metadata first or last: no one is taken for dead while that counts")
    void aRestartOfTheWholeClusterIsNoLoss() {
        long seed = Long.getLong("dfs.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int nodeCount = random.nextInt(1, 13);
            boolean clean = random.nextBoolean();
            int stop = random.nextInt(100, 150);
            int down = random.nextInt(10, 5000);
            Outage outage = new Outage(stop + random.nextInt(0, 5), stop + down + random.nextInt(0, 300));
            List<Plan> plans = plans(random, nodeCount, clean, stop, stop + down);

            String found = firstRepair(plans, outage);

            assertThat(found)
                    .as("seed %d, round %d: %s, %s", seed, round, plans, outage)
                    .isNull();
        }
    }

    @Test
    void aNodeThatDoesNotComeBackFromARestartIsGivenUp() {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            plans.add(new Plan("node-" + i, 100, false, 200 + 20 * i));
        }
        plans.add(new Plan("lost", 100, false, Integer.MAX_VALUE));

        assertThat(firstRepair(plans, new Outage(102, 190))).contains("lost");
    }

    /** Stopped within seconds; started one after the other, in any order, with pauses shorter than dead-after. */
    private static List<Plan> plans(Random random, int count, boolean clean, int stop, int firstStart) {
        List<Integer> starts = new ArrayList<>();
        int start = firstStart;
        for (int i = 0; i < count; i++) {
            starts.add(start);
            start += random.nextInt(0, 45);
        }
        Collections.shuffle(starts, random);
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(new Plan("node-" + i, stop + random.nextInt(0, 5), clean, starts.get(i)));
        }
        return plans;
    }

    /** What the first repair would be for; null if there is none until everything has been up for long. */
    private static @Nullable String firstRepair(List<Plan> plans, Outage outage) {
        int end = outage.to() + 1500;
        List<WatchedNode.Life> lives =
                new ArrayList<>(Collections.nCopies(plans.size(), new WatchedNode.Life(START, START, Absence.NONE)));
        Listening.Span heard = new Listening.Span(START.minus(Duration.ofDays(1)), START.minus(Duration.ofDays(1)));
        Instant massLossAt = null;
        for (int second = 0; second < end; second++) {
            Instant now = START.plusSeconds(second);
            if (outage.covers(second)) {
                continue;
            }
            if (second == outage.to()) {
                heard = new Listening.Span(now, lastHeartbeat(lives));
            }
            for (int i = 0; i < lives.size(); i++) {
                lives.set(i, next(plans.get(i), lives.get(i), second, now));
            }
            List<WatchedNode> nodes = watched(plans, lives, heard, now);
            SafeModeState state = RULES.decide(new SafeModeRules.Facts(
                    now, heard.since(), new ClusterFacts(9, 8, null, null, massLossAt, null), nodes));
            if (state.mode() == Mode.MASS_LOSS && !state.since().equals(massLossAt)) {
                massLossAt = now;
            }
            String dead = firstDead(nodes);
            if (!state.isOn() && dead != null) {
                return "%s at second %d".formatted(dead, second);
            }
        }
        return null;
    }

    private static WatchedNode.Life next(Plan plan, WatchedNode.Life life, int second, Instant now) {
        if (second == plan.stop() && plan.clean()) {
            return new WatchedNode.Life(
                    life.registeredAt(),
                    life.lastHeartbeatAt(),
                    new Absence(now.plus(LIVENESS.awayGrace()), false, null));
        }
        if (!plan.isUp(second) || second % 3 != 0) {
            return life;
        }
        boolean startsAnew = second >= plan.start() && life.registeredAt().equals(START);
        return new WatchedNode.Life(startsAnew ? now : life.registeredAt(), now, Absence.NONE);
    }

    private static Instant lastHeartbeat(List<WatchedNode.Life> lives) {
        return lives.stream()
                .map(WatchedNode.Life::lastHeartbeatAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static List<WatchedNode> watched(
            List<Plan> plans, List<WatchedNode.Life> lives, Listening.Span heard, Instant now) {
        List<WatchedNode> nodes = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            WatchedNode.Life life = lives.get(i);
            NodeHealth health = LIVENESS.health(life.lastHeartbeatAt(), life.absence(), now, heard.since());
            NodeAddress address = new NodeAddress(NodeId.random(), plans.get(i).name(), "default", "http://node");
            NodeView view = new NodeView(address, health, AdminState.IN_SERVICE, new NodeSpace(1, 0, 1), 0, true);
            nodes.add(WatchedNode.of(view, life, heard, now, LIVENESS));
        }
        return nodes;
    }

    private static @Nullable String firstDead(List<WatchedNode> nodes) {
        return nodes.stream()
                .filter(node -> node.health() == NodeHealth.DEAD)
                .map(WatchedNode::name)
                .findFirst()
                .orElse(null);
    }
}
