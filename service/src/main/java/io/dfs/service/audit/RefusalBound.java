package io.dfs.service.audit;

import io.dfs.common.id.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Keeps a flood of refused requests from filling a disk: of each address the first few per minute, of all addresses ten
 * times as many, and for the others one line at the end of the minute that says how many there were. Thread-safe.
 */
final class RefusalBound {

    static final Duration WINDOW = Duration.ofMinutes(1);

    static final String ACTION = "(refused requests)";

    private static final int ADDRESSES_IN_FULL = 10;

    /** More addresses than this in a minute are counted as one. */
    private static final int MAX_ADDRESSES = 256;

    private static final String OTHER_ADDRESSES = "(others)";

    private final int perAddress;
    private final Map<String, Count> addresses = new HashMap<>();
    private Instant begin = Instant.EPOCH;
    private int inFull;

    private static final class Count {
        private int inFull;
        private int summarised;
    }

    RefusalBound(int perAddress) {
        this.perAddress = perAddress;
    }

    /** Whether the line is to be written in full. If not, it is counted. Ask {@link #ended} before. */
    synchronized boolean admits(AuditLine line) {
        Count count = addresses.computeIfAbsent(
                addresses.containsKey(line.from()) || addresses.size() < MAX_ADDRESSES ? line.from() : OTHER_ADDRESSES,
                _ -> new Count());
        if (count.inFull < perAddress && inFull < perAddress * ADDRESSES_IN_FULL) {
            count.inFull++;
            inFull++;
            return true;
        }
        count.summarised++;
        return false;
    }

    /** Begins a new minute if the last one is over: the lines about those that were only counted in it. */
    synchronized List<AuditLine> ended(Instant now) {
        if (now.isBefore(begin.plus(WINDOW)) && !now.isBefore(begin)) {
            return List.of();
        }
        return close(now);
    }

    /** Ends the minute now. */
    synchronized List<AuditLine> close(Instant now) {
        List<AuditLine> summaries = new ArrayList<>();
        for (Iterator<Map.Entry<String, Count>> each = addresses.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Count> address = each.next();
            if (address.getValue().summarised > 0) {
                summaries.add(summary(now, address.getKey(), address.getValue().summarised));
            }
            each.remove();
        }
        begin = now;
        inFull = 0;
        return summaries;
    }

    private static AuditLine summary(Instant now, String from, int count) {
        return new AuditLine(
                now,
                Ids.next(),
                "-",
                AuditCaller.UNKNOWN,
                from,
                ACTION,
                AuditTarget.named("%d more within a minute".formatted(count)),
                null,
                429,
                "SUMMARISED",
                null);
    }
}
