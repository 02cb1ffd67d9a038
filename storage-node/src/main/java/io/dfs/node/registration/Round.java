package io.dfs.node.registration;

import io.dfs.common.error.ErrorCode;
import java.time.Duration;

/** What one round with the metadata service came to. */
sealed interface Round {

    /** The service knows the node now; {@code interval} is how often it wants to hear from it. */
    record Registered(long epoch, Duration interval) implements Round {}

    /**
     * @param verificationsRequested replicas that the service wants verified
     * @param removalsTaken steps of removals that were ordered and are new
     * @param removalsDone steps that were told as done
     */
    record Beat(int verificationsRequested, int findingsTold, int removalsTaken, int removalsDone) implements Round {

        /** Whether the next beat has something to tell or to fetch, so that waiting would only delay it. */
        boolean busy() {
            return removalsTaken + removalsDone + findingsTold > 0;
        }
    }

    /** The service does not know this registration any more; the next round registers again. */
    record Forgotten(String detail) implements Round {}

    /** No answer, or one that may be another next time. */
    record Failed(String detail) implements Round {}

    /**
     * Another node has the name. That may be this one with its real disks, while this process finds empty directories in their
     * place; people decide.
     */
    record NameTaken(String detail) implements Round {}

    /** None of the data directories can be used. */
    record Unusable(String detail) implements Round {}

    /** The node can't be part of this cluster, now or later. */
    record Refused(ErrorCode code, String detail) implements Round {}
}
