package io.dfs.node.registration;

import io.dfs.common.error.ErrorCode;
import java.time.Duration;

/** What one round with the metadata service came to. */
sealed interface Round {

    /** The service knows the node now; {@code interval} is how often it wants to hear from it. */
    record Registered(long epoch, Duration interval) implements Round {}

    /** @param verificationsRequested replicas that the service wants verified */
    record Beat(int verificationsRequested, int findingsTold) implements Round {}

    /** The service does not know this registration any more; the next round registers again. */
    record Forgotten(String detail) implements Round {}

    /** No answer, or one that may be another next time. */
    record Failed(String detail) implements Round {}

    /** The node can't be part of this cluster, now or later. */
    record Refused(ErrorCode code, String detail) implements Round {}
}
