package io.dfs.common.token;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster secrets as they are now: their file is read again while the service runs, so that secrets are exchanged without
 * stopping anything. A content that can't be used changes nothing. Thread-safe; no one waits for the disk but the one who reads.
 */
public final class WatchedClusterSecrets implements Supplier<List<ClusterSecret>> {

    /** How often the file is looked at, while anybody asks. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(WatchedClusterSecrets.class);

    private final Supplier<List<ClusterSecret>> source;
    private final @Nullable Path file;
    private final LongSupplier nanoTime;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile List<ClusterSecret> current;
    private volatile long readAtNanos;
    private @Nullable String complaint;

    /** As {@link ClusterSecrets#of}, and refuses alike what can't be used at the start. */
    public WatchedClusterSecrets(
            @Nullable String secret, @Nullable String secretFile, @Nullable String previousSecret) {
        this(secret, secretFile, previousSecret, System::nanoTime);
    }

    WatchedClusterSecrets(
            @Nullable String secret,
            @Nullable String secretFile,
            @Nullable String previousSecret,
            LongSupplier nanoTime) {
        this.source = () -> ClusterSecrets.of(secret, secretFile, previousSecret);
        this.file = ClusterSecrets.fileInUse(secret, secretFile);
        this.nanoTime = nanoTime;
        this.current = source.get();
        this.readAtNanos = nanoTime.getAsLong();
    }

    @Override
    public List<ClusterSecret> get() {
        if (file != null && nanoTime.getAsLong() - readAtNanos >= INTERVAL.toNanos() && reading.tryLock()) {
            try {
                readAgain();
            } finally {
                reading.unlock();
            }
        }
        return current;
    }

    private void readAgain() {
        // Before it is read: what is written meanwhile is seen the next time.
        readAtNanos = nanoTime.getAsLong();
        try {
            List<ClusterSecret> read = source.get();
            if (!read.equals(current)) {
                LOG.info("{} has changed: {} signs from now on, accepted are {}", file, read.getFirst(), read);
                current = read;
            }
            complaint = null;
        } catch (RuntimeException e) {
            complainOnce(String.valueOf(e.getMessage()));
        }
    }

    private void complainOnce(String reason) {
        if (!reason.equals(complaint)) {
            LOG.warn("the cluster secrets stay as they were, because their file can't be used: {}", reason);
        }
        complaint = reason;
    }
}
