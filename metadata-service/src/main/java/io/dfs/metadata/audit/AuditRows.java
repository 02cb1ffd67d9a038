package io.dfs.metadata.audit;

import io.dfs.metadata.database.DatabaseFault;
import io.dfs.metadata.database.Transactions;
import io.dfs.service.audit.AuditLine;
import io.dfs.service.audit.AuditLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Puts lines into the table, some at a time and after a moment, so that no request waits for it and a change costs no second
 * transaction. While the database is away lines wait; those for which there is no room are only in the file.
 */
@Component
@Order(1)
class AuditRows implements AuditLog {

    static final int MAX_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditRows.class);

    /** No one waits longer for his line to be seen, while the database keeps up. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(15);
    private static final int MAX_BATCH = 500;

    private final AuditTable table;
    private final Transactions transactions;
    private final Counter dropped;
    private final BlockingQueue<AuditLine> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<AuditLine> batch = new ArrayList<>(MAX_BATCH);

    /** Never interrupted: that makes the embedded database close its file. */
    private final Thread writer =
            Thread.ofPlatform().name("audit-rows").daemon().unstarted(this::work);

    private final Object stopSignal = new Object();
    private boolean stopping;

    AuditRows(AuditTable table, Transactions transactions, MeterRegistry meters) {
        this.table = table;
        this.transactions = transactions;
        this.dropped = Counter.builder("dfs.audit.rows.dropped")
                .description("Lines of the audit log that are in the file and not in the table")
                .register(meters);
        Gauge.builder("dfs.audit.rows.waiting", waiting, BlockingQueue::size)
                .description("Lines of the audit log on their way into the table")
                .register(meters);
    }

    @PostConstruct
    void start() {
        writer.start();
    }

    @Override
    public void write(AuditLine line) {
        if (!waiting.offer(line)) {
            dropped.increment();
        }
    }

    private void work() {
        boolean works = true;
        while (!pause(works ? PAUSE : PAUSE_AFTER_FAILURE)) {
            works = flush(works);
        }
        if (!flush(works)) {
            LOG.warn("{} lines of the audit log are not in the table, only in the file", batch.size() + waiting.size());
        }
    }

    /** Whether it is time to stop. */
    private boolean pause(Duration duration) {
        synchronized (stopSignal) {
            if (!stopping) {
                try {
                    TimeUnit.MILLISECONDS.timedWait(stopSignal, duration.toMillis());
                } catch (InterruptedException _) {
                    return true;
                }
            }
            return stopping;
        }
    }

    /**
     * Writes all that waits; whether that succeeded. What failed because of the database comes first the next time; what it would
     * never take is left to the file. Whatever is thrown, the thread continues: it is the only one.
     */
    private boolean flush(boolean workedBefore) {
        try {
            while (take()) {
                transactions.run(() -> table.insert(batch));
                batch.clear();
            }
            return true;
        } catch (RuntimeException e) {
            if (DatabaseFault.of(e).isEmpty()) {
                giveUp(e);
            } else if (workedBefore) {
                LOG.warn("lines of the audit log wait for the database: {}", e.getMessage());
            }
            return false;
        }
    }

    private void giveUp(RuntimeException cause) {
        LOG.error("{} lines of the audit log are in the file only: the table does not take them", batch.size(), cause);
        dropped.increment(batch.size());
        batch.clear();
    }

    private boolean take() {
        waiting.drainTo(batch, MAX_BATCH - batch.size());
        return !batch.isEmpty();
    }

    /** After the last request, and before the database is closed. */
    @PreDestroy
    void stop() throws InterruptedException {
        synchronized (stopSignal) {
            stopping = true;
            stopSignal.notifyAll();
        }
        if (!writer.join(TIME_TO_STOP)) {
            LOG.warn("the audit log's last lines are not in the table, only in the file: the database does not answer");
        }
    }
}
