package io.dfs.metadata.file;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ByteSpan;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.cluster.NodeDirectory;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.file.ExtentRows.ExtentRow;
import io.dfs.metadata.file.ExtentRows.Position;
import io.dfs.metadata.file.ExtentRows.ReplicaRow;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.Entry;
import io.dfs.metadata.namespace.Namespace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;

/** Tells everything about a file, and where to read it. */
@Service
public class Files {

    /** For whom locations are told, and until when. */
    private record Reader(@Nullable String host, @Nullable String principal, Instant expiresAt) {}

    private static final TypeReference<LinkedHashMap<String, String>> ATTRIBUTES = new TypeReference<>() {};

    private final Namespace namespace;
    private final ExtentRows extents;
    private final NodeDirectory nodes;
    private final Transactions transactions;
    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Limits limits;
    private final Clock clock;

    Files(
            Namespace namespace,
            ExtentRows extents,
            NodeDirectory nodes,
            Transactions transactions,
            TokenSigner tokens,
            ClusterIdentity cluster,
            Limits limits,
            Clock clock) {
        this.namespace = namespace;
        this.extents = extents;
        this.nodes = nodes;
        this.transactions = transactions;
        this.tokens = tokens;
        this.cluster = cluster;
        this.limits = limits;
        this.clock = clock;
    }

    /** Extents never change, so what is read of an entry's fits it even if the file is overwritten meanwhile. */
    public FileStat stat(FilePath path) {
        return transactions.call(() -> {
            Entry entry = namespace.get(path);
            Map<NodeId, KnownNode> known = nodes.nodes();
            List<ExtentStat> stats = entry.kind() == EntryKind.DIRECTORY
                    ? List.of()
                    : extents.all(entry.id()).stream()
                            .map(extent -> stat(extent, known))
                            .toList();
            return new FileStat(
                    path,
                    entry.kind(),
                    entry.lengthBytes(),
                    entry.crc32c(),
                    entry.version(),
                    entry.replicationFactor(),
                    entry.chunkSizeBytes(),
                    entry.contentType(),
                    attributes(entry),
                    entry.createdAt(),
                    entry.modifiedAt(),
                    stats);
        });
    }

    private static ExtentStat stat(ExtentRow extent, Map<NodeId, KnownNode> known) {
        return new ExtentStat(
                extent.position(),
                extent.chunkId(),
                extent.chunkOffset(),
                extent.lengthBytes(),
                extent.crc32c(),
                extent.replicas().stream()
                        .map(replica -> stat(replica, known.get(replica.nodeId())))
                        .toList());
    }

    /** A node that is not registered, as after a restore of an old database, is shown by its id and taken for dead. */
    private static ReplicaStat stat(ReplicaRow replica, @Nullable KnownNode node) {
        return node == null
                ? new ReplicaStat(
                        replica.nodeId().toString(), "", NodeHealth.DEAD, replica.state(), replica.verifiedAt())
                : new ReplicaStat(
                        node.address().name(),
                        node.address().zone(),
                        node.health(),
                        replica.state(),
                        replica.verifiedAt());
    }

    private static Map<String, String> attributes(Entry entry) {
        return entry.attributes() == null
                ? Map.of()
                : Json.mapper().readValue(entry.attributes().getBytes(StandardCharsets.UTF_8), ATTRIBUTES);
    }

    /**
     * The extents of a range, as many as one answer carries.
     *
     * @param length bytes wanted; null for all from {@code offset} on. More than there are is no error
     * @param readerHost the reader's address, if it is known
     * @param principal the reader, if he is known; the tickets name him
     */
    FileLocations locations(
            FilePath path,
            long offset,
            @Nullable Long length,
            @Nullable String readerHost,
            @Nullable String principal) {
        return transactions.call(() -> {
            Entry entry = namespace.get(path);
            Entry.Content content = entry.content(path);
            requireWithin(path, content.lengthBytes(), offset, length);
            long end =
                    length == null || length > content.lengthBytes() - offset ? content.lengthBytes() : offset + length;
            // A range without bytes touches no extent, not even the one that it lies in.
            List<Position> found = end == offset
                    ? List.of()
                    : extents.positions(entry.id(), offset, end, limits.maxExtentsPerAnswer() + 1);
            boolean more = found.size() > limits.maxExtentsPerAnswer();
            List<Position> page = more ? found.subList(0, limits.maxExtentsPerAnswer()) : found;
            return new FileLocations(
                    path,
                    content.version(),
                    content.lengthBytes(),
                    content.crc32c(),
                    content.chunkSizeBytes(),
                    locate(entry, page, new Reader(readerHost, principal, expiresAt())),
                    more ? found.getLast().fileOffset() : null);
        });
    }

    private static void requireWithin(FilePath path, long fileLength, long offset, @Nullable Long length) {
        if (offset < 0 || (length != null && length < 0)) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "offset %d and length %s must not be negative".formatted(offset, length));
        }
        if (offset > fileLength) {
            throw new DfsException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "%s has %d bytes; offset %d lies behind them".formatted(path, fileLength, offset));
        }
    }

    private Instant expiresAt() {
        return clock.instant().plus(limits.ticketLifetime());
    }

    private List<ExtentLocation> locate(Entry entry, List<Position> page, Reader reader) {
        if (page.isEmpty()) {
            return List.of();
        }
        Map<NodeId, KnownNode> known = nodes.nodes();
        int first = page.getFirst().position();
        return extents.between(entry.id(), first, page.getLast().position()).stream()
                .map(extent ->
                        locate(extent, page.get(extent.position() - first).fileOffset(), known, reader))
                .toList();
    }

    private ExtentLocation locate(ExtentRow extent, long fileOffset, Map<NodeId, KnownNode> known, Reader reader) {
        List<ReplicaOrder.ReadableReplica> readable = extent.replicas().stream()
                .filter(replica -> ReplicaOrder.isReadable(replica.state()))
                .flatMap(replica -> Stream.ofNullable(known.get(replica.nodeId()))
                        .map(node -> new ReplicaOrder.ReadableReplica(node, replica.state())))
                .toList();
        List<NodeAddress> replicas = ReplicaOrder.of(readable, reader.host(), RandomGenerator.getDefault());
        return new ExtentLocation(
                extent.position(),
                fileOffset,
                extent.chunkId(),
                extent.chunkOffset(),
                extent.lengthBytes(),
                extent.crc32c(),
                extent.sharesItsChunk() ? 0 : extent.chunkLengthBytes(),
                extent.sharesItsChunk() ? Crc32c.EMPTY : extent.chunkCrc32c(),
                replicas.isEmpty() ? "" : ticket(extent, replicas, reader),
                replicas);
    }

    private String ticket(ExtentRow extent, List<NodeAddress> replicas, Reader reader) {
        Ticket ticket = new Ticket(
                cluster.id(),
                Operation.READ,
                extent.chunkId(),
                extent.chunkLengthBytes(),
                replicas,
                null,
                reader.expiresAt(),
                reader.principal());
        // In a pack, its neighbours may be files that the reader must not read.
        return tokens.sign(
                extent.sharesItsChunk()
                        ? ticket.within(new ByteSpan(extent.chunkOffset(), extent.lengthBytes()))
                        : ticket);
    }
}
