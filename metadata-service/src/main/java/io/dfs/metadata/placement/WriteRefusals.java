package io.dfs.metadata.placement;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.token.TokenSigner;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a node takes no chunk of any size. */
public final class WriteRefusals {

    private WriteRefusals() {}

    /** In words that follow the node's name; empty if it takes chunks. */
    public static Optional<String> of(NodeStatus node) {
        if (node.health() != NodeHealth.HEALTHY) {
            return Optional.of("is " + node.health());
        }
        if (node.adminState() != AdminState.IN_SERVICE) {
            return Optional.of("is in " + node.adminState());
        }
        if (node.writeRefusal() != null) {
            return Optional.of("takes no chunks: " + node.writeRefusal());
        }
        return Optional.ofNullable(ofClock(node.clockSkewMillis()));
    }

    /** Tickets and receipts carry times, so the clocks of node and service must agree as far as those are checked. */
    static @Nullable String ofClock(long skewMillis) {
        Duration skew = Duration.ofMillis(skewMillis);
        return skew.abs().compareTo(TokenSigner.CLOCK_SKEW) <= 0
                ? null
                : "has a clock that is %d s %s"
                        .formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "ahead");
    }
}
