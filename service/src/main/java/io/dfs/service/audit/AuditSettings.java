package io.dfs.service.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The audit log's file.
 *
 * @param dir the folder where it lies, which services may share
 * @param maxFileSize when the next file is begun, if the day does not end before
 * @param keep how long files are kept, in whole days
 * @param total what all files of a service may take together; the oldest go first
 * @param reads whether reads that succeed are in it, too
 * @param refusals how many refused requests of one address are written in full per minute
 */
@ConfigurationProperties("dfs.audit")
public record AuditSettings(
        @DefaultValue("./data/audit") String dir,
        @DefaultValue("64MB") DataSize maxFileSize,
        @DefaultValue("90d") Duration keep,
        @DefaultValue("2GB") DataSize total,
        @DefaultValue("false") boolean reads,
        @DefaultValue("60") int refusals) {

    public AuditSettings {
        if (maxFileSize.toBytes() < 1024) {
            throw new IllegalArgumentException("dfs.audit.max-file-size is below 1KB: " + maxFileSize);
        }
        if (keep.toDays() < 1) {
            throw new IllegalArgumentException("dfs.audit.keep is below a day: " + keep);
        }
        if (total.compareTo(maxFileSize) < 0) {
            throw new IllegalArgumentException(
                    "dfs.audit.total (%s) is below dfs.audit.max-file-size (%s)".formatted(total, maxFileSize));
        }
        if (refusals < 1) {
            throw new IllegalArgumentException("dfs.audit.refusals < 1: " + refusals);
        }
    }
}
