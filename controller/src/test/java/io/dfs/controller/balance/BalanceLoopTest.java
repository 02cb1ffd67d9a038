package io.dfs.controller.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.BalanceRound;
import io.dfs.common.api.MetadataApi;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BalanceLoopTest {

    @Test
    void hasOneRoundPlannedAndTellsWhatCameOfIt() {
        BalanceRound planned = new BalanceRound(3, "node-4 is emptier than the others");
        MetadataApi metadata = (MetadataApi) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MetadataApi.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("balance");
                    return planned;
                });

        assertThat(new BalanceLoop(metadata).runOnce()).isEqualTo(planned);
        assertThat(BalanceLoop.didSomething(planned)).isTrue();
        assertThat(BalanceLoop.didSomething(new BalanceRound(0, "even"))).isFalse();
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> new BalanceSettings(Duration.ZERO)).hasMessageContaining("dfs.balance.interval");
    }
}
