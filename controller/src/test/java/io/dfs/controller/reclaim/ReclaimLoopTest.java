package io.dfs.controller.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.ReclaimRound;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReclaimLoopTest {

    private final Queue<ReclaimRound> answers = new ArrayDeque<>();
    private int calls;
    private final ReclaimLoop loop = new ReclaimLoop(scripted());

    @Test
    void goesOnAsLongAsThereIsMoreAndTellsTheSum() {
        answers.add(new ReclaimRound(1, 2, 3, 4, List.of("a"), true));
        answers.add(new ReclaimRound(10, 20, 30, 40, List.of(), true));
        answers.add(new ReclaimRound(0, 0, 0, 0, List.of("b"), false));
        answers.add(new ReclaimRound(9, 9, 9, 9, List.of(), false));

        assertThat(loop.runOnce()).isEqualTo(new ReclaimRound(11, 22, 33, 44, List.of("a", "b"), false));
        assertThat(calls).isEqualTo(3);
    }

    @Test
    @DisplayName("I-9 a round has an end even if there is always more")
    void aRoundHasAnEndEvenIfThereIsAlwaysMore() {
        for (int i = 0; i < 1000; i++) {
            answers.add(new ReclaimRound(1, 0, 0, 0, List.of(), true));
        }

        assertThat(loop.runOnce().purgedEntries()).isEqualTo(ReclaimLoop.MOST_STEPS);
    }

    @Test
    @DisplayName("I-7 a round that is interrupted takes no further step")
    void aRoundThatIsInterruptedTakesNoFurtherStep() {
        answers.add(new ReclaimRound(1, 0, 0, 0, List.of(), true));
        answers.add(new ReclaimRound(1, 0, 0, 0, List.of(), true));
        Thread.currentThread().interrupt();

        assertThat(loop.runOnce().more()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void onlyRoundsThatDidSomethingAreWorthALine() {
        assertThat(ReclaimLoop.didSomething(new ReclaimRound(0, 0, 0, 0, List.of(), false)))
                .isFalse();
        assertThat(List.of(
                        new ReclaimRound(1, 0, 0, 0, List.of(), false),
                        new ReclaimRound(0, 1, 0, 0, List.of(), false),
                        new ReclaimRound(0, 0, 1, 0, List.of(), false),
                        new ReclaimRound(0, 0, 0, 1, List.of(), false),
                        new ReclaimRound(0, 0, 0, 0, List.of("a"), false)))
                .allMatch(ReclaimLoop::didSomething);
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> new ReclaimSettings(Duration.ZERO)).hasMessageContaining("dfs.reclaim.interval");
    }

    private MetadataApi scripted() {
        return (MetadataApi) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MetadataApi.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("reclaim");
                    calls++;
                    return Objects.requireNonNull(answers.poll());
                });
    }
}
