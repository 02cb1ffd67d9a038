package io.dfs.cli.support;

import com.sun.net.httpserver.HttpExchange;
import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.Precondition;
import io.dfs.common.api.Removed;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A metadata service that keeps files in a map, checks commits as the real one does, and misbehaves on demand. */
public final class InMemoryMetadata {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** A committed file. */
    public record Stored(FileCommit commit, long version) {}

    private final List<InMemoryNode> nodes;
    private final ClusterId clusterId = new ClusterId(UUID.randomUUID());
    private final Map<FilePath, Stored> files = new HashMap<>();
    private final TreeSet<FilePath> directories = new TreeSet<>(Comparator.comparing(FilePath::toString, BY_BYTES));
    private final Map<UUID, Long> versionsByUpload = new HashMap<>();
    private final List<BadReplicaReport> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<SlowNodeReport> slowNodes = Collections.synchronizedList(new ArrayList<>());
    private int unavailableCalls;
    private int staleAllocations;
    private @Nullable ErrorCode refusalOfTickets;
    private boolean loseNextCommitAnswer;
    private int commits;
    private int allocatedTickets;
    private int extentsPerAnswer = 3;
    private int maxFilesPerCommit = 100;
    private int maxExtentsPerFile = 10_000;
    private Runnable beforeLocations = () -> {};
    private boolean believesReaders;
    private int mostBytesOfProxy = Integer.MAX_VALUE;
    private boolean listsTrees = true;
    private final Map<ChunkId, Map<NodeId, ReplicaState>> fenced = new HashMap<>();

    private final AtomicInteger lists = new AtomicInteger();
    private final InMemoryOperations operations = new InMemoryOperations(this);
    private final InMemoryAccess access = new InMemoryAccess();

    InMemoryMetadata(List<InMemoryNode> nodes) {
        this.nodes = nodes;
        directories.add(FilePath.ROOT);
    }

    public InMemoryOperations operations() {
        return operations;
    }

    public InMemoryAccess access() {
        return access;
    }

    public synchronized Map<FilePath, Stored> files() {
        return Map.copyOf(files);
    }

    public synchronized Stored file(String path) {
        Stored stored = files.get(FilePath.valueOf(path));
        if (stored == null) {
            throw new AssertionError("no file %s among %s".formatted(path, files.keySet()));
        }
        return stored;
    }

    public synchronized boolean hasDirectory(String path) {
        return directories.contains(FilePath.valueOf(path));
    }

    public ClusterId clusterId() {
        return clusterId;
    }

    public List<BadReplicaReport> reports() {
        return List.copyOf(reports);
    }

    public List<SlowNodeReport> slowNodes() {
        return List.copyOf(slowNodes);
    }

    public synchronized int commits() {
        return commits;
    }

    public synchronized int allocatedTickets() {
        return allocatedTickets;
    }

    /** The next calls are answered with 503. */
    public synchronized void unavailable(int calls) {
        unavailableCalls = calls;
    }

    /** The next questions for places find every node stale. */
    public synchronized void stale(int allocations) {
        staleAllocations = allocations;
    }

    /** From now on no ticket that was given is good for more places: as after the cluster's secret was exchanged. */
    public synchronized void refuseTickets(ErrorCode code) {
        refusalOfTickets = code;
    }

    /** The next commit is done, and the connection closed instead of an answer. */
    public synchronized void loseNextCommitAnswer() {
        loseNextCommitAnswer = true;
    }

    public synchronized void maxFilesPerCommit(int files) {
        maxFilesPerCommit = files;
    }

    /** From now on a reader's complaint fences the replica at once, as if its node had verified it already. */
    public synchronized void believeReaders() {
        believesReaders = true;
    }

    /** Gives the replica to readers no longer. */
    public synchronized void fence(ChunkId chunkId, NodeId node, ReplicaState state) {
        fenced.computeIfAbsent(chunkId, _ -> new HashMap<>()).put(node, state);
    }

    public synchronized void maxExtentsPerFile(int extents) {
        maxExtentsPerFile = extents;
    }

    /** Runs within each question for locations, before it is answered. */
    public synchronized void beforeLocations(Runnable action) {
        beforeLocations = action;
    }

    /** What another client would do: the same path, other bytes on chunks that exist already. */
    public synchronized void replace(String path, FileCommit commit) {
        Stored old = file(path);
        files.put(FilePath.valueOf(path), new Stored(commit, old.version() + 1));
    }

    /** The file's bytes as they lie on the nodes. */
    public synchronized byte[] bytes(String path) {
        FileCommit commit = file(path).commit();
        byte[] bytes = new byte[Math.toIntExact(commit.lengthBytes())];
        int offset = 0;
        for (ExtentCommit extent : commit.extents()) {
            byte[] chunk = anyReplica(extent.chunkId());
            System.arraycopy(
                    chunk, Math.toIntExact(extent.chunkOffset()), bytes, offset, Math.toIntExact(extent.lengthBytes()));
            offset += Math.toIntExact(extent.lengthBytes());
        }
        return bytes;
    }

    private byte[] anyReplica(ChunkId chunkId) {
        return nodes.stream()
                .map(node -> node.chunks().get(chunkId))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    public List<NodeAddress> holders(ChunkId chunkId) {
        return nodes.stream()
                .filter(node -> node.chunks().containsKey(chunkId))
                .map(InMemoryNode::address)
                .toList();
    }

    void handle(HttpExchange exchange, String what) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> query = query(exchange);
        Object answer;
        boolean lost;
        if (what.equals("locations")) {
            beforeLocations.run();
        }
        synchronized (this) {
            if (body.length > mostBytesOfProxy) {
                refuseAsProxy(exchange);
                return;
            }
            if (unavailableCalls > 0) {
                unavailableCalls--;
                throw new DfsException(ErrorCode.UNAVAILABLE, "not now");
            }
            access.admit(exchange.getRequestHeaders().getFirst("Authorization"));
            answer = dispatch(exchange.getRequestMethod() + " " + what, body, query);
            lost = answer instanceof CommitReply && loseNextCommitAnswer;
            loseNextCommitAnswer &= !lost;
        }
        if (lost) {
            throw new IOException("the answer is lost");
        }
        InMemoryCluster.answer(exchange, 200, answer);
    }

    /** Behind a proxy that refuses longer bodies. */
    public synchronized void behindProxy(int mostBytes) {
        mostBytesOfProxy = mostBytes;
    }

    private static void refuseAsProxy(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Server", "proxy/1.0");
        exchange.sendResponseHeaders(413, -1);
        exchange.close();
    }

    private Object dispatch(String call, byte[] body, Map<String, String> query) {
        return switch (call) {
            case "GET cluster/info" -> info();
            case "POST allocations" -> allocate(Json.read(body, AllocationRequest.class));
            case "POST files" -> commit(Json.read(body, CommitRequest.class));
            case "GET files" -> stat(path(query));
            case "GET locations" -> locations(path(query), query);
            case "GET directories" -> listed(path(query), query);
            case "POST directories" -> makeDirectory(Json.read(body, MakeDirectoryRequest.class));
            case "DELETE files" -> remove(path(query), "true".equals(query.get("permanent")));
            case "POST slow-nodes" -> {
                slowNodes.add(Json.read(body, SlowNodeReport.class));
                yield Map.of();
            }
            case "POST bad-replicas" -> complain(Json.read(body, BadReplicaReport.class));
            default ->
                InMemoryAccess.knows(call) ? access.answer(call, body, query) : operations.answer(call, body, query);
        };
    }

    private Map<String, String> complain(BadReplicaReport report) {
        reports.add(report);
        if (believesReaders) {
            fence(report.chunkId(), report.nodeId(), ReplicaState.CORRUPT);
        }
        return Map.of();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static FilePath path(Map<String, String> query) {
        return FilePath.valueOf(query.get("path"));
    }

    ClusterInfo info() {
        return new ClusterInfo(
                clusterId,
                "test",
                Math.min(3, nodes.size()),
                10,
                64 << 20,
                1 << 10,
                1 << 30,
                maxExtentsPerFile,
                maxFilesPerCommit,
                100);
    }

    private Allocation allocate(AllocationRequest request) {
        if ((request.chunkId() == null) != (request.ticket() == null)) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "a chunk's ticket is needed for more places, and only then");
        }
        if (request.ticket() != null && refusalOfTickets != null) {
            throw new DfsException(refusalOfTickets, "the ticket is of another time");
        }
        if (staleAllocations > 0) {
            staleAllocations--;
            throw new DfsException(
                    ErrorCode.NOT_ENOUGH_NODES,
                    "no node can take a chunk now",
                    List.of(new Rejection("node-1", "STALE", "has not been heard of for a while")));
        }
        List<NodeAddress> candidates = nodes.stream()
                .map(InMemoryNode::address)
                .filter(node -> !request.excludedNodes().contains(node.id()))
                .filter(node -> !request.holders().contains(node.id()))
                .limit(request.replicationFactor() - request.holders().size())
                .toList();
        int least = request.chunkId() == null ? Math.min(2, request.replicationFactor()) : 1;
        if (candidates.size() < least) {
            throw new DfsException(
                    ErrorCode.NOT_ENOUGH_NODES,
                    "%d of %d nodes can take a chunk".formatted(candidates.size(), request.replicationFactor()),
                    List.of(new Rejection("node-1", "EXCLUDED", "was to be left out")));
        }
        List<WriteTicket> tickets = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            ChunkId chunkId = request.chunkId() == null ? ChunkId.random() : request.chunkId();
            String token =
                    String.join(",", candidates.stream().map(NodeAddress::name).toList());
            tickets.add(new WriteTicket(chunkId, request.lengthBytes(), candidates, token, Instant.MAX));
        }
        allocatedTickets += tickets.size();
        return new Allocation(tickets);
    }

    private CommitReply commit(CommitRequest request) {
        commits++;
        if (request.files().size() > maxFilesPerCommit) {
            throw new DfsException(ErrorCode.TOO_LARGE, "too many files in one commit");
        }
        request.files().forEach(file -> check(file, request.receipts()));
        List<CommittedFile> committed = new ArrayList<>();
        for (FileCommit file : request.files()) {
            committed.add(commit(file, request.receipts()));
        }
        return new CommitReply(committed);
    }

    private void check(FileCommit file, List<String> receipts) {
        if (versionsByUpload.containsKey(file.uploadId())) {
            return;
        }
        if (directories.contains(file.path())) {
            throw new DfsException(ErrorCode.IS_A_DIRECTORY, file.path() + " is a directory");
        }
        if (files.containsKey(file.path()) && file.precondition().kind() == Precondition.Kind.ABSENT) {
            throw new DfsException(ErrorCode.ALREADY_EXISTS, file.path() + " exists");
        }
        if (file.extents().size() > maxExtentsPerFile) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, file.path() + " has too many extents");
        }
        Crc32c whole = Crc32c.EMPTY;
        long length = 0;
        for (ExtentCommit extent : file.extents()) {
            whole = whole.append(extent.crc32c(), extent.lengthBytes());
            length += extent.lengthBytes();
            long replicas = receiptsOf(extent.chunkId(), receipts);
            if (replicas < Math.min(2, file.replicationFactor())) {
                throw new DfsException(
                        ErrorCode.TOO_FEW_REPLICAS, "chunk %s has %d".formatted(extent.chunkId(), replicas));
            }
        }
        if (length != file.lengthBytes() || !whole.equals(file.crc32c())) {
            throw new DfsException(ErrorCode.EXTENTS_NOT_CONTIGUOUS, "the extents do not make up " + file.path());
        }
    }

    private CommittedFile commit(FileCommit file, List<String> receipts) {
        Long known = versionsByUpload.get(file.uploadId());
        Stored old = files.get(file.path());
        long version = known != null ? known : old == null ? 1 : old.version() + 1;
        if (known == null) {
            versionsByUpload.put(file.uploadId(), version);
            files.put(file.path(), new Stored(file, version));
            makeParents(file.path());
        }
        long durable = file.extents().stream()
                .mapToLong(extent -> receiptsOf(extent.chunkId(), receipts))
                .sum();
        int missing =
                Math.toIntExact((long) file.replicationFactor() * file.extents().size() - durable);
        return new CommittedFile(file.path(), version, file.lengthBytes(), file.crc32c(), missing);
    }

    private static long receiptsOf(ChunkId chunkId, List<String> receipts) {
        return receipts.stream()
                .distinct()
                .filter(receipt -> receipt.startsWith("receipt %s ".formatted(chunkId)))
                .count();
    }

    private void makeParents(FilePath path) {
        for (FilePath parent = path.parent(); parent != null; parent = parent.parent()) {
            directories.add(parent);
        }
    }

    FileStat stat(FilePath path) {
        if (directories.contains(path)) {
            return new FileStat(
                    path, EntryKind.DIRECTORY, null, null, null, null, null, null, Map.of(), THEN, THEN, List.of());
        }
        Stored stored = require(path);
        FileCommit file = stored.commit();
        return new FileStat(
                path,
                EntryKind.FILE,
                file.lengthBytes(),
                file.crc32c(),
                stored.version(),
                file.replicationFactor(),
                file.chunkSizeBytes(),
                null,
                Map.of(),
                THEN,
                THEN,
                IntStream.range(0, file.extents().size())
                        .mapToObj(position -> stat(position, file.extents().get(position)))
                        .toList());
    }

    private ExtentStat stat(int position, ExtentCommit extent) {
        Map<NodeId, ReplicaState> states = fenced.getOrDefault(extent.chunkId(), Map.of());
        return new ExtentStat(
                position,
                extent.chunkId(),
                extent.chunkOffset(),
                extent.lengthBytes(),
                extent.crc32c(),
                holders(extent.chunkId()).stream()
                        .map(node -> new ReplicaStat(
                                node.name(),
                                node.zone(),
                                NodeHealth.HEALTHY,
                                states.getOrDefault(node.id(), ReplicaState.GOOD),
                                THEN))
                        .toList());
    }

    private Stored require(FilePath path) {
        if (directories.contains(path)) {
            throw new DfsException(ErrorCode.IS_A_DIRECTORY, path + " is a directory");
        }
        Stored stored = files.get(path);
        if (stored == null) {
            throw new DfsException(ErrorCode.NOT_FOUND, "there is no " + path);
        }
        return stored;
    }

    private FileLocations locations(FilePath path, Map<String, String> query) {
        Stored stored = require(path);
        long offset = Long.parseLong(query.getOrDefault("offset", "0"));
        long end = query.containsKey("length")
                ? offset + Long.parseLong(query.get("length"))
                : stored.commit().lengthBytes();
        List<ExtentLocation> extents = new ArrayList<>();
        Long next = null;
        long fileOffset = 0;
        for (int position = 0; position < stored.commit().extents().size(); position++) {
            ExtentCommit extent = stored.commit().extents().get(position);
            if (fileOffset + extent.lengthBytes() > offset && fileOffset < end) {
                if (extents.size() == extentsPerAnswer) {
                    next = fileOffset;
                    break;
                }
                extents.add(location(position, fileOffset, extent));
            }
            fileOffset += extent.lengthBytes();
        }
        FileCommit file = stored.commit();
        return new FileLocations(
                path, stored.version(), file.lengthBytes(), file.crc32c(), file.chunkSizeBytes(), extents, next);
    }

    private ExtentLocation location(int position, long fileOffset, ExtentCommit extent) {
        // The chunk's checksum is what the client committed, kept apart from what nodes hold now.
        byte[] chunk = anyReplica(extent.chunkId());
        boolean shared = extent.lengthBytes() != chunk.length;
        return new ExtentLocation(
                position,
                fileOffset,
                extent.chunkId(),
                extent.chunkOffset(),
                extent.lengthBytes(),
                extent.crc32c(),
                shared ? 0 : chunk.length,
                shared ? Crc32c.EMPTY : chunkChecksums.computeIfAbsent(extent.chunkId(), _ -> Crc32c.of(chunk)),
                String.join(
                        ",", nodes.stream().map(node -> node.address().name()).toList()),
                readable(extent.chunkId()));
    }

    private List<NodeAddress> readable(ChunkId chunkId) {
        Map<NodeId, ReplicaState> states = fenced.getOrDefault(chunkId, Map.of());
        return holders(chunkId).stream()
                .filter(node -> !states.containsKey(node.id()))
                .toList();
    }

    private final Map<ChunkId, Crc32c> chunkChecksums = new HashMap<>();

    /** Pages of directories that were asked for. */
    public int lists() {
        return lists.get();
    }

    private DirectoryPage listed(FilePath path, Map<String, String> query) {
        lists.incrementAndGet();
        DirectoryPage page = list(path, query);
        boolean withBelow = listsTrees && "true".equals(query.get("below"));
        return withBelow ? new DirectoryPage(path, page.entries(), page.nextAfter(), below(page)) : page;
    }

    /** A few of them. */
    private List<DirectoryPage> below(DirectoryPage page) {
        List<DirectoryPage> below = new ArrayList<>();
        Deque<DirectoryPage> parents = new ArrayDeque<>(List.of(page));
        while (!parents.isEmpty() && below.size() < 100) {
            DirectoryPage parent = parents.pop();
            parent.entries().stream()
                    .filter(entry -> entry.kind() == EntryKind.DIRECTORY)
                    .map(entry -> list(parent.path().resolve(entry.name()), Map.of("limit", "5")))
                    .toList()
                    .reversed()
                    .forEach(parents::push);
            if (!parents.isEmpty()) {
                below.add(parents.getFirst());
            }
        }
        return below;
    }

    /** As a service that answers a question for a tree with one directory. */
    public synchronized void listDirectoriesOnly() {
        listsTrees = false;
    }

    private DirectoryPage list(FilePath path, Map<String, String> query) {
        if (files.containsKey(path)) {
            throw new DfsException(ErrorCode.NOT_A_DIRECTORY, path + " is a file");
        }
        if (!directories.contains(path)) {
            throw new DfsException(ErrorCode.NOT_FOUND, "there is no " + path);
        }
        TreeMap<String, DirectoryEntry> entries = new TreeMap<>(BY_BYTES);
        files.forEach((file, stored) -> {
            if (isIn(path, file)) {
                entries.put(file.name(), entry(file, stored));
            }
        });
        directories.stream()
                .filter(directory -> isIn(path, directory))
                .forEach(directory -> entries.put(
                        directory.name(),
                        new DirectoryEntry(directory.name(), EntryKind.DIRECTORY, null, null, null, null, THEN)));
        String after = query.get("after");
        List<DirectoryEntry> page = new ArrayList<>((after == null ? entries : entries.tailMap(after, false)).values());
        int limit = Integer.parseInt(query.get("limit"));
        boolean more = page.size() > limit;
        List<DirectoryEntry> shown = more ? page.subList(0, limit) : page;
        return new DirectoryPage(path, shown, more ? shown.getLast().name() : null);
    }

    private static boolean isIn(FilePath directory, FilePath path) {
        int depth = directory.names().size();
        return path.names().size() == depth + 1
                && path.names().subList(0, depth).equals(directory.names());
    }

    private static DirectoryEntry entry(FilePath file, Stored stored) {
        FileCommit commit = stored.commit();
        return new DirectoryEntry(
                file.name(),
                EntryKind.FILE,
                commit.lengthBytes(),
                commit.crc32c(),
                stored.version(),
                commit.replicationFactor(),
                THEN);
    }

    private FileStat makeDirectory(MakeDirectoryRequest request) {
        directories.add(request.path());
        makeParents(request.path());
        return stat(request.path());
    }

    /** A directory with everything below it, and without asking whether that was meant; none of it can be brought back. */
    private Removed remove(FilePath path, boolean permanent) {
        if (directories.contains(path)) {
            String below = path + "/";
            Set.copyOf(files.keySet()).stream()
                    .filter(file -> file.toString().startsWith(below))
                    .forEach(this::removeFile);
            directories.removeIf(
                    directory -> directory.equals(path) || directory.toString().startsWith(below));
            return new Removed(path, EntryKind.DIRECTORY, UUID.randomUUID(), THEN);
        }
        Stored removed = removeFile(path);
        UUID id = permanent ? UUID.randomUUID() : operations.toTrash(path, removed);
        return new Removed(path, EntryKind.FILE, id, THEN);
    }

    /** Its upload is forgotten: the same commit again stores the file again. */
    private Stored removeFile(FilePath path) {
        Stored stored = require(path);
        files.remove(path);
        versionsByUpload.remove(stored.commit().uploadId());
        return stored;
    }

    /** As if a client had put it there. */
    void put(FilePath path, Stored stored) {
        if (files.putIfAbsent(path, stored) != null) {
            throw new DfsException(ErrorCode.ALREADY_EXISTS, path + " exists");
        }
        makeParents(path);
    }

    FileStat setReplication(FilePath path, int replicationFactor) {
        Stored stored = require(path);
        FileCommit old = stored.commit();
        files.put(
                path,
                new Stored(
                        new FileCommit(
                                old.uploadId(),
                                old.path(),
                                old.lengthBytes(),
                                old.crc32c(),
                                replicationFactor,
                                old.chunkSizeBytes(),
                                old.precondition(),
                                old.contentType(),
                                old.attributes(),
                                old.extents()),
                        stored.version()));
        return stat(path);
    }

    /** An empty file, without the way of an upload. */
    public synchronized void touch(String path) {
        FilePath file = FilePath.valueOf(path);
        put(
                file,
                new Stored(
                        new FileCommit(
                                UUID.randomUUID(),
                                file,
                                0,
                                Crc32c.EMPTY,
                                3,
                                64 << 20,
                                Precondition.NONE,
                                null,
                                null,
                                List.of()),
                        1));
    }
}
