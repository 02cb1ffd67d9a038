package io.dfs.service.audit;

import io.dfs.service.start.StartRefusedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a service that does not know its folder when it starts. The first lines wait in memory until the folder is known;
 * more than {@value #MOST_WAITING} are lost, and counted.
 */
final class WaitingAuditLog implements AuditLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingAuditLog.class);

    static final int MOST_WAITING = 1000;

    private final AuditDirectory directory;
    private final Function<Path, AuditFile> open;
    private final AuditMetrics metrics;
    private final Deque<AuditLine> waiting = new ArrayDeque<>();
    private @Nullable AuditFile file;

    WaitingAuditLog(AuditDirectory directory, Function<Path, AuditFile> open, AuditMetrics metrics) {
        this.directory = directory;
        this.open = open;
        this.metrics = metrics;
    }

    @Override
    public synchronized void write(AuditLine line) {
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
            metrics.failed();
        }
        waiting.addLast(line);
        flush();
    }

    private void flush() {
        AuditFile opened = file == null ? open() : file;
        file = opened;
        while (opened != null && !waiting.isEmpty()) {
            opened.write(waiting.removeFirst());
        }
    }

    private @Nullable AuditFile open() {
        Optional<Path> folder = directory.folder().get();
        try {
            return folder.map(open).orElse(null);
        } catch (StartRefusedException e) {
            LOG.error("{}", e.getMessage());
            return null;
        }
    }

    @Override
    public synchronized void close() {
        flush();
        waiting.forEach(_ -> metrics.failed());
        if (file != null) {
            file.close();
        }
    }
}
