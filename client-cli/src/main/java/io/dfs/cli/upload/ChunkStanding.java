package io.dfs.cli.upload;

/**
 * How far one chunk has got, and what that asks for next. Pure.
 *
 * @param wanted replicas that were asked for
 * @param minimum replicas without which a commit is refused (I-1)
 * @param durable replicas that have been acknowledged
 * @param placesRefused whether the last question for places was refused
 * @param patienceLeft whether there is time for another round
 */
record ChunkStanding(int wanted, int minimum, int durable, boolean placesRefused, boolean patienceLeft) {

    enum Next {
        /** Every replica is durable. */
        COMPLETE,
        /** Fewer than wanted, but enough; repair makes the rest. */
        SETTLE,
        /** Send to other nodes beside those that have it. */
        MORE_PLACES,
        /** No node has it: start over with a new ticket. */
        NEW_CHUNK,
        /** Wait, forget the exclusions, then look for places again. */
        WAIT,
        GIVE_UP
    }

    Next next() {
        if (durable >= wanted) {
            return Next.COMPLETE;
        }
        boolean enough = durable >= minimum;
        if (enough && (placesRefused || !patienceLeft)) {
            return Next.SETTLE;
        }
        if (!patienceLeft) {
            return Next.GIVE_UP;
        }
        if (placesRefused) {
            return Next.WAIT;
        }
        return durable > 0 ? Next.MORE_PLACES : Next.NEW_CHUNK;
    }
}
