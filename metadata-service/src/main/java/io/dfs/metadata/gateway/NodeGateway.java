package io.dfs.metadata.gateway;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.DfsHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the addresses of storage nodes in an answer, for a caller that can't reach them directly: the node at
 * {@code http://HOST:PORT} becomes {@code GATEWAY/HOST:PORT}. Tickets are left as they are: what nodes say among each other
 * (relays, copies) goes by their own addresses.
 *
 * @param baseUrl without a slash at the end; null if the caller reaches the nodes directly
 */
public record NodeGateway(@Nullable String baseUrl) {

    private static final int MAX_URL_LENGTH = 1024;

    /** @param header the value of {@link DfsHeaders#NODE_GATEWAY}, which a gateway sets on what it passes on */
    public static NodeGateway of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return new NodeGateway(null);
        }
        String url = header.strip();
        if (url.length() > MAX_URL_LENGTH || !isBaseUrl(url)) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the header %s is not an address such as http://gateway:7070/nodes, of at most %d characters"
                            .formatted(DfsHeaders.NODE_GATEWAY, MAX_URL_LENGTH));
        }
        return new NodeGateway(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    private static boolean isBaseUrl(String url) {
        try {
            URI uri = new URI(url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            return web && uri.getRawAuthority() != null && bare;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    public Allocation within(Allocation allocation) {
        return baseUrl == null
                ? allocation
                : new Allocation(allocation.tickets().stream().map(this::within).toList());
    }

    private WriteTicket within(WriteTicket ticket) {
        return new WriteTicket(
                ticket.chunkId(), ticket.maxLengthBytes(), behind(ticket.nodes()), ticket.token(), ticket.expiresAt());
    }

    public FileLocations within(FileLocations locations) {
        return baseUrl == null
                ? locations
                : new FileLocations(
                        locations.path(),
                        locations.version(),
                        locations.lengthBytes(),
                        locations.crc32c(),
                        locations.chunkSizeBytes(),
                        locations.extents().stream().map(this::within).toList(),
                        locations.nextOffset());
    }

    private ExtentLocation within(ExtentLocation extent) {
        return new ExtentLocation(
                extent.position(),
                extent.fileOffset(),
                extent.chunkId(),
                extent.chunkOffset(),
                extent.lengthBytes(),
                extent.crc32c(),
                extent.chunkLengthBytes(),
                extent.chunkCrc32c(),
                extent.token(),
                behind(extent.replicas()));
    }

    private List<NodeAddress> behind(List<NodeAddress> nodes) {
        return nodes.stream()
                .map(node -> new NodeAddress(node.id(), node.name(), node.zone(), urlBehind(node.url())))
                .toList();
    }

    private String urlBehind(String nodeUrl) {
        return baseUrl + nodeUrl.substring(nodeUrl.indexOf("://") + 2);
    }
}
