package io.dfs.node.identity;

import io.dfs.common.http.HostName;
import io.dfs.common.size.ByteSize;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of a storage node; application.yml says what each value means.
 *
 * @param advertisedUrl empty for {@code http://localhost:PORT}, or https
 * @param capacity a size such as {@code 500GiB}; empty for all that the file system has
 */
@Validated
@ConfigurationProperties("dfs.node")
public record NodeProperties(
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                message = "must be 1 to 63 letters, digits, '.', '_' or '-': set DFS_NODE_NAME")
        String name,

        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                message = "must be 1 to 63 letters, digits, '.', '_' or '-': set DFS_NODE_ZONE")
        @DefaultValue("default")
        String zone,

        @NotEmpty List<Path> dataDirs,
        @DefaultValue("") String advertisedUrl,
        @DefaultValue("") String capacity,
        @DefaultValue("64") @Min(1) @Max(1024) int maxTransfers,
        @DefaultValue("16") @Min(1) @Max(256) int maxCopies,
        @DefaultValue("16") @Min(1) @Max(256) int maxRelays,
        @DefaultValue("6h") Duration chunkReportInterval,
        @DefaultValue("10s") Duration relayStallLimit,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("30s") Duration responseTimeout) {

    public NodeProperties {
        dataDirs = List.copyOf(dataDirs);
        requirePositive("chunk-report-interval", chunkReportInterval);
        requirePositive("relay-stall-limit", relayStallLimit);
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("response-timeout", responseTimeout);
        advertisedUrl = checkedUrl(advertisedUrl.strip());
        if (!capacity.isBlank() && ByteSize.parse(capacity) <= 0) {
            throw new IllegalArgumentException("dfs.node.capacity is not above zero: " + capacity);
        }
    }

    /** What each data directory may use at most; null for as much as its file system has. */
    public @Nullable Long capacityBytes() {
        return capacity.isBlank() ? null : ByteSize.parse(capacity);
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("dfs.node.%s is not above zero: %s".formatted(name, value));
        }
    }

    private static String checkedUrl(String url) {
        if (url.isEmpty()) {
            return url;
        }
        URI uri = URI.create(url);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "dfs.node.advertised-url (DFS_NODE_ADVERTISED_URL) is '%s', which is not an address such as http://node-1:7080%s"
                            .formatted(url, HostName.underscore(url)));
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
