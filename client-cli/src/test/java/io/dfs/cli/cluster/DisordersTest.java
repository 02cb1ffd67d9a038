package io.dfs.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisordersTest {

    private final List<String> told = new ArrayList<>();
    private final List<String> healed = new ArrayList<>();
    private final Disorders disorders = new Disorders(told::add);

    @Test
    void whatIsDueEndsAndTheRestStays() {
        disorders.begin("node-1", Duration.ZERO, "start", () -> healed.add("node-1"));
        disorders.begin("node-2", Duration.ofDays(1), "start", () -> healed.add("node-2"));

        disorders.endWhatIsDue();

        assertThat(healed).containsExactly("node-1");
        assertThat(told).containsExactly("start node-1");
        assertThat(disorders.has("node-1")).isFalse();
        assertThat(disorders.count("node-")).isEqualTo(1);
    }

    @Test
    void theEndIsReachedByAllStepsOfAnExchange() {
        disorders.begin(
                "secret",
                Duration.ofDays(1),
                "second step of",
                () -> disorders.begin("secret", Duration.ofDays(1), "third step of", () -> healed.add("secret")));

        disorders.endAll();

        assertThat(told).containsExactly("second step of secret", "third step of secret");
        assertThat(healed).containsExactly("secret");
    }

    @Test
    void nothingIsOutOfOrderTwice() {
        disorders.begin("node-1", Duration.ofDays(1), "start", () -> {});

        assertThatThrownBy(() -> disorders.begin("node-1", Duration.ofDays(1), "resume", () -> {}))
                .isInstanceOf(AssertionError.class);
    }
}
