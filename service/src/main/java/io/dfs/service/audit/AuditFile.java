package io.dfs.service.audit;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.recovery.ResilientFileOutputStream;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dfs.service.start.StartRefusedException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/**
 * The log as a file. It is handed to the operating system line by line: a process that is killed loses nothing, a machine
 * that loses its power the last seconds. Files that are full lie beside it, compressed, until they are too old or too many.
 *
 * <p>A line that can't be written is lost, and counted; the next ones are tried again at growing distances.
 */
final class AuditFile implements AuditLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    private static final long BUFFER_BYTES = 64 * 1024;

    private final AuditFileName name;
    private final AuditMetrics metrics;
    private final Context logback = new CleaningContext();
    private final Appender appender = new Appender();
    private volatile boolean failing;

    private final UnaryOperator<OutputStream> disk;

    private AuditFile(AuditFileName name, AuditMetrics metrics, UnaryOperator<OutputStream> disk) {
        this.name = name;
        this.metrics = metrics;
        this.disk = disk;
    }

    /** @throws StartRefusedException if nothing can be written there */
    static AuditFile open(Path directory, AuditSettings settings, AuditMetrics metrics) {
        return open(directory, settings, metrics, UnaryOperator.identity());
    }

    /** @param disk what each file that is opened is written through */
    static AuditFile open(
            Path directory, AuditSettings settings, AuditMetrics metrics, UnaryOperator<OutputStream> disk) {
        AuditFile file = new AuditFile(AuditFileName.take(directory), metrics, disk);
        file.start(settings);
        return file;
    }

    private void start(AuditSettings settings) {
        logback.setName("audit");
        LineEncoder encoder = new LineEncoder();
        encoder.setContext(logback);
        encoder.start();
        appender.setContext(logback);
        appender.setName("audit");
        appender.setFile(name.current().toString());
        appender.setEncoder(encoder);
        appender.setBufferSize(new FileSize(BUFFER_BYTES));
        SizeAndTimeBasedRollingPolicy<String> rolling = rolling(settings);
        appender.setRollingPolicy(rolling);
        rolling.start();
        appender.start();
        if (!appender.isStarted()) {
            close();
            throw refusal(
                    name.current(), String.valueOf(logback.getStatusManager().getCopyOfStatusList()));
        }
    }

    private SizeAndTimeBasedRollingPolicy<String> rolling(AuditSettings settings) {
        SizeAndTimeBasedRollingPolicy<String> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(logback);
        rolling.setParent(appender);
        rolling.setFileNamePattern(name.patternOfFullOnes());
        rolling.setMaxFileSize(new FileSize(settings.maxFileSize().toBytes()));
        rolling.setMaxHistory(Math.toIntExact(settings.keep().toDays()));
        rolling.setTotalSizeCap(new FileSize(settings.total().toBytes()));
        rolling.setCleanHistoryOnStart(true);
        return rolling;
    }

    static StartRefusedException refusal(Path path, String reason) {
        return new StartRefusedException(
                "The audit log can't be written to %s (%s): make it writable, or set DFS_AUDIT_DIR to a folder that is."
                        .formatted(path, reason));
    }

    @Override
    public void write(AuditLine line) {
        appender.doAppend(line.json());
        if (!appender.isStarted()) {
            lost("the appender has stopped");
        }
    }

    Path current() {
        return name.current();
    }

    private void lost(String reason) {
        metrics.failed();
        if (!failing) {
            failing = true;
            LOG.error(
                    "the audit log {} can't be written ({}): requests are answered without a line in it until it can",
                    name.current(),
                    reason);
        }
    }

    private void kept() {
        if (failing) {
            failing = false;
            LOG.info("the audit log {} is written again", name.current());
        }
    }

    @Override
    public void close() {
        appender.stop();
        name.release();
    }

    /**
     * Old files are removed by the one who has just put a full one aside. Logback does it in threads of its own, which share
     * a calendar with each other and with the writer: when one sets it while another one counts back from today, files of
     * today are removed.
     */
    private static final class CleaningContext extends ContextBase {

        private final ExecutorService cleaning = new ExecutorServiceAdapter(new SyncTaskExecutor());

        @Override
        public synchronized ExecutorService getAlternateExecutorService() {
            return cleaning;
        }
    }

    /** A line that follows one of which only a part may have been written begins with a line break of its own. */
    private final class LineEncoder extends EncoderBase<String> {

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(String line) {
            return ((failing ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    /** Logback continues when the disk does not, and tells no one which lines it dropped; this one notices. */
    private final class Appender extends RollingFileAppender<String> {

        @Override
        public void openFile(String file) throws IOException {
            streamWriteLock.lock();
            try {
                WatchedStream stream = new WatchedStream(new File(file), disk);
                stream.setContext(getContext());
                setOutputStream(stream);
            } finally {
                streamWriteLock.unlock();
            }
        }

        @Override
        protected void writeOut(String line) throws IOException {
            if (!(getOutputStream() instanceof WatchedStream stream)) {
                lost("it is not open");
                return;
            }
            boolean good = stream.isGood();
            super.writeOut(line);
            if (good && stream.isGood()) {
                kept();
            } else {
                lost(stream.isGood() ? "it has just been opened again" : "an I/O error");
            }
        }
    }

    private static final class WatchedStream extends ResilientFileOutputStream {

        WatchedStream(File file, UnaryOperator<OutputStream> disk) throws IOException {
            super(file, true, BUFFER_BYTES);
            os = disk.apply(os);
        }

        boolean isGood() {
            return presumedClean;
        }
    }
}
