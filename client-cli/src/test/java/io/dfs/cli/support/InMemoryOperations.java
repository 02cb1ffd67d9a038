package io.dfs.cli.support;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.DiskList;
import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.Explanation;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.Released;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TrashPurged;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.Ids;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the metadata service does for people: prepared facts, pages as the real one cuts them, a trash that gives back. */
public final class InMemoryOperations {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private record Trashed(TrashItem item, InMemoryMetadata.Stored stored) {}

    private final InMemoryMetadata metadata;
    private final Deque<Trashed> trash = new ArrayDeque<>();

    public volatile ClusterStatus status = Samples.healthy();
    public volatile SafeModeState safeMode = new SafeModeState(SafeModeState.Mode.OFF, "", null);
    public final Map<FilePath, FsckFinding> findings = Collections.synchronizedMap(new HashMap<>());
    public final List<FsckRequest> fsckRequests = Collections.synchronizedList(new ArrayList<>());
    public final List<ChunkExplanation> chunks = Collections.synchronizedList(new ArrayList<>());
    public final List<RepairItem> repairs = Collections.synchronizedList(new ArrayList<>());
    public final List<QuarantineItem> quarantine = Collections.synchronizedList(new ArrayList<>());
    public final List<LedgerEntry> ledger = Collections.synchronizedList(new ArrayList<>());
    public final List<DiskStatus> disks = new CopyOnWriteArrayList<>();
    public final Map<String, NodeStatus> nodes = Collections.synchronizedMap(new LinkedHashMap<>());
    /** Handed out one by one; the last stays. */
    public final Deque<DrainProgress> drains = new ArrayDeque<>();

    public final List<Object> requests = Collections.synchronizedList(new ArrayList<>());

    InMemoryOperations(InMemoryMetadata metadata) {
        this.metadata = metadata;
    }

    Object answer(String call, byte[] body, Map<String, String> query) {
        String[] parts = call.split("/");
        return switch (parts[0]) {
            case "GET cluster" -> status;
            case "POST cluster" ->
                parts[1].equals("orphan-acceptance")
                        ? remember("accept all orphans", new NodeList(List.copyOf(nodes.values())))
                        : leaveSafeMode(Json.read(body, SafeModeExit.class));
            case "POST fsck" -> fsck(Json.read(body, FsckRequest.class));
            case "GET explanations" -> explain(FilePath.valueOf(query.get("path")), query);
            case "GET repairs" -> repairs(query);
            case "GET trash" -> trash(query);
            case "POST trash" ->
                parts[1].equals("purges")
                        ? purge(Json.read(body, TrashPurgeRequest.class))
                        : undelete(Json.read(body, UndeleteRequest.class));
            case "GET quarantine" -> quarantine(query);
            case "POST quarantine" ->
                parts[1].equals("releases")
                        ? remember(Json.read(body, ReleaseRequest.class), new Released(0, 2, 6000, 4, 2048))
                        : restore(UUID.fromString(parts[1]));
            case "GET ledger" -> ledger(query);
            case "PUT files" ->
                metadata.setReplication(
                        FilePath.valueOf(query.get("path")),
                        Json.read(body, ReplicationRequest.class).replicationFactor());
            case "GET nodes" -> parts.length == 1 ? new NodeList(List.copyOf(nodes.values())) : drain(parts[1]);
            case "PUT nodes" -> setAdminState(parts[1], Json.read(body, AdminStateRequest.class));
            case "DELETE nodes" -> remove(parts[1]);
            case "GET disks" -> disks(query.get("node"));
            case "POST nodes" ->
                switch (parts[2]) {
                    case "disk-retirements" -> giveUp(parts[1], Json.read(body, DiskRequest.class), DiskState.RETIRED);
                    case "disk-replacements" ->
                        giveUp(parts[1], Json.read(body, DiskRequest.class), DiskState.REPLACED);
                    default -> remember("accept orphans", node(parts[1]));
                };
            default -> throw new DfsException(ErrorCode.NO_SUCH_ENDPOINT, call);
        };
    }

    private SafeModeState leaveSafeMode(SafeModeExit exit) {
        requests.add(exit);
        if (safeMode.mode() == SafeModeState.Mode.RESTORED_DATABASE && !exit.acceptRestoredDatabase()) {
            return safeMode;
        }
        return new SafeModeState(SafeModeState.Mode.OFF, "", null);
    }

    private FsckReply fsck(FsckRequest request) {
        fsckRequests.add(request);
        List<FsckFinding> found = request.paths().stream()
                .map(findings::get)
                .filter(Objects::nonNull)
                .toList();
        return new FsckReply(request.paths().size(), request.paths().size(), found);
    }

    private Explanation explain(FilePath path, Map<String, String> query) {
        FileStat stat = metadata.stat(path);
        int from = Integer.parseInt(query.get("from"));
        int end = Math.min(chunks.size(), from + limit(query));
        return new Explanation(
                path,
                Objects.requireNonNull(stat.replicationFactor()),
                chunks.subList(Math.min(from, end), end),
                end < chunks.size() ? end : null);
    }

    private RepairItems repairs(Map<String, String> query) {
        Page<RepairItem> page = page(repairs, item -> item.workId().toString(), query);
        return new RepairItems(page.items(), repairs.size(), page.next());
    }

    private TrashPage trash(Map<String, String> query) {
        Page<TrashItem> page = page(
                trash.stream().map(Trashed::item).toList(),
                item -> item.trashId().toString(),
                query);
        return new TrashPage(page.items(), page.next());
    }

    UUID toTrash(FilePath path, InMemoryMetadata.Stored stored) {
        UUID id = Ids.next();
        trash.push(new Trashed(
                new TrashItem(
                        id, path, EntryKind.FILE, stored.commit().lengthBytes(), "DELETED", THEN, THEN.plusSeconds(60)),
                stored));
        return id;
    }

    private FileStat undelete(UndeleteRequest request) {
        Trashed found = trash.stream()
                .filter(trashed -> trashed.item().path().equals(request.path()))
                .filter(trashed -> request.trashId() == null
                        || request.trashId().equals(trashed.item().trashId()))
                .findFirst()
                .orElseThrow(() -> new DfsException(
                        ErrorCode.NOT_FOUND, "nothing of %s is in the trash".formatted(request.path())));
        FilePath to = request.to() == null ? request.path() : request.to();
        metadata.put(to, found.stored());
        trash.remove(found);
        return metadata.stat(to);
    }

    private QuarantinePage quarantine(Map<String, String> query) {
        Page<QuarantineItem> page = page(quarantine, item -> item.removalId().toString(), query);
        return new QuarantinePage(page.items(), page.next() == null ? null : UUID.fromString(page.next()));
    }

    private QuarantineItem restore(UUID removalId) {
        QuarantineItem item = quarantine.stream()
                .filter(candidate -> candidate.removalId().equals(removalId))
                .findFirst()
                .orElseThrow(() -> new DfsException(ErrorCode.NOT_FOUND, "there is no removal " + removalId));
        if (item.state() == RemovalState.UNLINKING) {
            throw new DfsException(ErrorCode.RESTORE_REFUSED, "the node has been told to delete the file");
        }
        return new QuarantineItem(
                item.removalId(),
                item.chunkId(),
                item.node(),
                item.lengthBytes(),
                item.reason(),
                item.detail(),
                RemovalState.RESTORING,
                item.requestedAt(),
                item.unlinkAfter(),
                null);
    }

    private LedgerPage ledger(Map<String, String> query) {
        Page<LedgerEntry> page = page(
                ledger.stream()
                        .filter(entry -> entry.chunkId().toString().equals(query.get("chunkId")))
                        .toList(),
                entry -> entry.id().toString(),
                query);
        return new LedgerPage(page.items(), page.next() == null ? null : UUID.fromString(page.next()));
    }

    private NodeStatus setAdminState(String name, AdminStateRequest request) {
        requests.add(request);
        if (request.state() == AdminState.DRAINING && nodes.size() <= 3 && !request.force()) {
            throw new DfsException(
                    ErrorCode.DRAIN_REFUSED,
                    "without %s 12 chunks would have 2 nodes for 3 replicas: add a node".formatted(name));
        }
        NodeStatus changed = Samples.with(
                node(name), request.state(), request.seconds() == null ? null : THEN.plusSeconds(request.seconds()));
        nodes.put(name, changed);
        return changed;
    }

    private DrainProgress drain(String name) {
        node(name);
        return drains.size() > 1 ? drains.remove() : drains.element();
    }

    private Map<String, String> remove(String name) {
        if (node(name).adminState() == AdminState.IN_SERVICE) {
            throw new DfsException(ErrorCode.NODE_NEEDED, "%s serves: drain it first".formatted(name));
        }
        nodes.remove(name);
        return Map.of();
    }

    private DiskList disks(@Nullable String node) {
        return new DiskList(disks.stream()
                .filter(disk -> node == null || disk.node().equals(node))
                .toList());
    }

    private DiskStatus giveUp(String node, DiskRequest request, DiskState state) {
        requests.add(request);
        DiskStatus disk = disks.stream()
                .filter(it -> it.node().equals(node) && it.path().equals(request.disk()))
                .findFirst()
                .orElseThrow(() -> new DfsException(ErrorCode.DISK_UNKNOWN, "no disk " + request.disk()));
        if (disk.state() == DiskState.IN_USE && !request.force()) {
            throw new DfsException(ErrorCode.DISK_NEEDED, "%s is in use".formatted(disk.path()));
        }
        return new DiskStatus(
                disk.node(), disk.id(), disk.path(), state, disk.firstSeenAt(), disk.lastSeenAt(), disk.detail());
    }

    private NodeStatus node(String name) {
        NodeStatus node = nodes.get(name);
        if (node == null) {
            throw new DfsException(ErrorCode.NODE_UNKNOWN, "there is no node " + name);
        }
        return node;
    }

    /** Forgets nothing: what counts is what was asked for. */
    private TrashPurged purge(TrashPurgeRequest request) {
        int entries = request.trashIds().size();
        return remember(request, new TrashPurged(entries, 2L * entries, 1024L * entries));
    }

    private <T> T remember(Object request, T answer) {
        requests.add(request);
        return answer;
    }

    private record Page<T>(List<T> items, String next) {}

    /** The items after the one that the caller has seen last, at most a page of 100 whatever is asked for. */
    private static <T> Page<T> page(List<T> all, Function<T, String> key, Map<String, String> query) {
        String after = query.get("after");
        int from = 0;
        while (after != null && !key.apply(all.get(from++)).equals(after)) {
            // On to the one after it.
        }
        int end = Math.min(all.size(), from + Math.min(100, limit(query)));
        return new Page<>(all.subList(from, end), end < all.size() ? key.apply(all.get(end - 1)) : null);
    }

    private static int limit(Map<String, String> query) {
        int limit = Integer.parseInt(query.get("limit"));
        if (limit < 1 || limit > 1000) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "limit is %d; 1 to 1000".formatted(limit));
        }
        return limit;
    }
}
