package io.dfs.metadata.allocation;

import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.metadata.allocation.AllocatedTable.Claim;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Bounds what writers have on nodes, or may put there, without committing it. An allocation is counted in memory and waits for
 * no database; every few seconds all services add what they gave out to a table, drop what was committed or is too old, and
 * read the sums. So several services together may give out a little more than the limit.
 */
@Component
class Uncommitted {

    private static final Logger LOG = LoggerFactory.getLogger(Uncommitted.class);

    /** What even the shortest chunk counts on a node: it takes a file, and a row here. */
    private static final long SHORTEST_BYTES = 64 * 1024;

    /** While the database does not answer, older claims than these are forgotten (I-9). */
    private static final int MAX_WAITING = 100_000;

    private static final int ROWS_PER_STEP = 1000;
    private static final int STEPS_PER_ROUND = 100;

    private final UncommittedLimits limits;
    private final AllocatedTable table;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Counter refused;

    private final List<Claim> waiting = new ArrayList<>();
    private Map<String, Usage> usages = new HashMap<>();
    private Usage all = Usage.NONE;

    Uncommitted(
            UncommittedLimits limits,
            AllocatedTable table,
            Transactions transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        this.limits = limits;
        this.table = table;
        this.transactions = transactions;
        this.clock = clock;
        this.refused = Counter.builder("dfs.uncommitted.refused")
                .description("allocations refused because too much is allocated and not committed")
                .register(meters);
        Gauge.builder("dfs.uncommitted", this, it -> (double) it.all().bytes())
                .baseUnit("bytes")
                .description("what chunks take, on all nodes together, that were allocated and are in no file yet")
                .register(meters);
    }

    /**
     * Counts tickets that are about to be given out.
     *
     * @param freeBytes of all nodes together
     * @throws DfsException if the principal, or all together, would have too much; then nothing is counted
     */
    synchronized void claim(@Nullable String principal, List<WriteTicket> tickets, long freeBytes) {
        String holder = Objects.requireNonNullElse(principal, "-");
        List<Claim> claims = tickets.stream()
                .map(ticket -> new Claim(ticket.chunkId(), holder, bytes(ticket)))
                .toList();
        Usage more = sum(claims);
        Usage own = usages.getOrDefault(holder, Usage.NONE).plus(more);
        try {
            limits.check(holder, own, all.plus(more), freeBytes);
        } catch (DfsException e) {
            refused.increment();
            throw e;
        }
        usages.put(holder, own);
        all = all.plus(more);
        waiting.addAll(claims);
    }

    private static long bytes(WriteTicket ticket) {
        return Math.max(SHORTEST_BYTES, ticket.maxLengthBytes())
                * ticket.nodes().size();
    }

    private static Usage sum(List<Claim> claims) {
        return new Usage(claims.stream().mapToLong(Claim::bytes).sum(), claims.size());
    }

    private synchronized Usage all() {
        return all;
    }

    @Scheduled(fixedDelayString = "${dfs.uncommitted.interval:10s}")
    void tick() {
        try {
            runOnce();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't count what is allocated and not committed: {}", e.getMessage());
        }
    }

    /** What counts now, by principal. */
    Map<String, Usage> runOnce() {
        Instant now = clock.instant();
        writeDown(now);
        inSteps(() -> table.dropCommitted(ROWS_PER_STEP));
        inSteps(() -> table.dropBefore(now.minus(limits.expiry()), ROWS_PER_STEP));
        Map<String, Usage> recorded = transactions.call(table::byPrincipal);
        replace(recorded);
        return recorded;
    }

    private void writeDown(Instant now) {
        List<Claim> claims = oldest();
        while (!claims.isEmpty()) {
            List<Claim> next = claims;
            transactions.run(() -> table.insert(next, now));
            forget(next.size());
            claims = oldest();
        }
    }

    private synchronized List<Claim> oldest() {
        if (waiting.size() > MAX_WAITING) {
            waiting.subList(0, waiting.size() - MAX_WAITING).clear();
        }
        return List.copyOf(waiting.subList(0, Math.min(ROWS_PER_STEP, waiting.size())));
    }

    private synchronized void forget(int oldest) {
        waiting.subList(0, oldest).clear();
    }

    private void inSteps(IntSupplier step) {
        for (int i = 0; i < STEPS_PER_ROUND && transactions.call(step::getAsInt) == ROWS_PER_STEP; i++) {
            // There is more.
        }
    }

    /** What was given out since the sums were read is added to them. */
    private synchronized void replace(Map<String, Usage> recorded) {
        usages = new HashMap<>(recorded);
        waiting.forEach(claim -> usages.merge(claim.principal(), sum(List.of(claim)), Usage::plus));
        all = usages.values().stream().reduce(Usage.NONE, Usage::plus);
    }
}
