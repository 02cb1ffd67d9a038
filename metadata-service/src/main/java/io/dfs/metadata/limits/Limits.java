package io.dfs.metadata.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large and how many. Everything that a caller can make large has its limit here.
 *
 * @param minReplicas durable replicas of every chunk that a commit needs, or the replication factor if that is lower (I-1)
 * @param maxExtentsPerAnswer extents in one answer about locations; the caller asks on from there
 * @param maxPage entries in one page of a directory
 * @param maxReceiptsPerCommit of all its chunks together: five replicas of each chunk of the longest file
 * @param maxRequestBody what the body of no request may exceed; each endpoint has a lower limit of its own
 * @param maxRequestBytesInFlight of all requests together: what bodies may take of the memory, as text and as what is made of it
 * @param maxAttributesBytes names and values of a file's attributes together, in UTF-8
 * @param trashRetention how long a removed or overwritten file is kept
 * @param ticketLifetime how long a ticket is good
 */
@ConfigurationProperties("dfs.limits")
public record Limits(
        @DefaultValue("64MB") DataSize defaultChunkSize,
        @DefaultValue("1MB") DataSize minChunkSize,
        @DefaultValue("1GB") DataSize maxChunkSize,
        @DefaultValue("3") int defaultReplicationFactor,
        @DefaultValue("16") int maxReplicationFactor,
        @DefaultValue("2") int minReplicas,
        @DefaultValue("10000") int maxExtentsPerFile,
        @DefaultValue("1000") int maxFilesPerCommit,
        @DefaultValue("50000") int maxReceiptsPerCommit,
        @DefaultValue("256") int maxTicketsPerAllocation,
        @DefaultValue("256") int maxExtentsPerAnswer,
        @DefaultValue("1000") int maxPage,
        @DefaultValue("100") int maxGrantsPerList,
        @DefaultValue("32MB") DataSize maxRequestBody,
        @DefaultValue("64MB") DataSize maxRequestBytesInFlight,
        @DefaultValue("16KB") DataSize maxAttributesBytes,
        @DefaultValue("7d") Duration trashRetention,
        @DefaultValue("1h") Duration ticketLifetime) {

    /** Paths in one request to check files. */
    public static final int MAX_FSCK_PATHS = 500;

    /** Data directories that one node has, or had and still remembers. */
    public static final int MAX_DISKS_PER_NODE = 1024;

    /** Chunks, and files in quarantine, in one page of a chunk report. */
    public static final int MAX_CHUNKS_PER_REPORT_PAGE = 10_000;

    /** A node's findings on its replicas in one request. */
    public static final int MAX_VERIFICATIONS = 1000;

    /** A node's answers to commands to remove in one request. */
    public static final int MAX_REMOVAL_RESULTS = 1000;

    /** A controller's claims that are renewed in one request. */
    public static final int MAX_RENEWALS = 1000;

    public Limits {
        ascending(
                "chunk sizes (min, default, max)",
                minChunkSize.toBytes(),
                defaultChunkSize.toBytes(),
                maxChunkSize.toBytes());
        ascending("replication factors (1, default, max)", 1, defaultReplicationFactor, maxReplicationFactor);
        ascending("request bodies (one, all)", 1, maxRequestBody.toBytes(), maxRequestBytesInFlight.toBytes());
        positive("min-chunk-size", minChunkSize.toBytes());
        positive("min-replicas", minReplicas);
        positive("max-extents-per-file", maxExtentsPerFile);
        positive("max-files-per-commit", maxFilesPerCommit);
        positive("max-receipts-per-commit", maxReceiptsPerCommit);
        positive("max-tickets-per-allocation", maxTicketsPerAllocation);
        positive("max-extents-per-answer", maxExtentsPerAnswer);
        positive("max-page", maxPage);
        positive("max-grants-per-list", maxGrantsPerList);
        positive("ticket-lifetime", ticketLifetime.toMillis());
        if (trashRetention.isNegative()) {
            throw new IllegalArgumentException("dfs.limits.trash-retention < 0: " + trashRetention);
        }
    }

    private static void ascending(String what, long low, long middle, long high) {
        if (low > middle || middle > high) {
            throw new IllegalArgumentException(
                    "dfs.limits: the %s do not ascend: %d, %d, %d".formatted(what, low, middle, high));
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("dfs.limits.%s < 1: %d".formatted(name, value));
        }
    }
}
