package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.Walk.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Follows paths from the root. Costs one statement per level of the deepest path, however many paths there are. */
@Component
public class PathWalker {

    /** A name in a directory. */
    private record Key(UUID parentId, String name) {}

    private final JdbcTemplate jdbc;

    PathWalker(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public Walk walk(FilePath path) {
        Walk walk = walkAll(List.of(path)).get(path);
        if (walk == null) {
            throw new IllegalStateException("every path has a walk");
        }
        return walk;
    }

    /** Where the names lead from an entry, which no path need reach. */
    Optional<Step> follow(Step start, List<String> names) {
        Step current = start;
        for (String name : names) {
            Key next = new Key(current.id(), name);
            Step step = current.kind() == EntryKind.FILE
                    ? null
                    : find(List.of(next)).get(next);
            if (step == null) {
                return Optional.empty();
            }
            current = step;
        }
        return Optional.of(current);
    }

    public Map<FilePath, Walk> walkAll(Collection<FilePath> paths) {
        Map<FilePath, List<Step>> found = new LinkedHashMap<>();
        paths.forEach(path -> found.put(path, new ArrayList<>()));
        for (int depth = 0; ; depth++) {
            Set<Key> keys = new LinkedHashSet<>();
            for (Map.Entry<FilePath, List<Step>> walk : found.entrySet()) {
                Key next = next(walk.getKey(), walk.getValue(), depth);
                if (next != null) {
                    keys.add(next);
                }
            }
            if (keys.isEmpty()) {
                break;
            }
            Map<Key, Step> steps = find(List.copyOf(keys));
            for (Map.Entry<FilePath, List<Step>> walk : found.entrySet()) {
                Step step = steps.get(next(walk.getKey(), walk.getValue(), depth));
                if (step != null) {
                    walk.getValue().add(step);
                }
            }
        }
        Map<FilePath, Walk> walks = new HashMap<>();
        found.forEach((path, steps) -> walks.put(path, new Walk(path, steps)));
        return walks;
    }

    /** What to look up for the path's name number {@code depth}; null if the path has ended or leads nowhere. */
    private static @Nullable Key next(FilePath path, List<Step> steps, int depth) {
        boolean ended = depth >= path.names().size();
        boolean lost = steps.size() < depth;
        boolean blocked = depth > 0 && !lost && steps.get(depth - 1).kind() == EntryKind.FILE;
        if (ended || lost || blocked) {
            return null;
        }
        return new Key(
                depth == 0 ? Walk.ROOT_ID : steps.get(depth - 1).id(),
                path.names().get(depth));
    }

    private Map<Key, Step> find(List<Key> keys) {
        Map<Key, Step> found = new HashMap<>();
        for (List<Key> part : SqlLists.parts(keys)) {
            List<byte[]> values = new ArrayList<>();
            for (Key key : part) {
                values.add(SqlValues.bytes(key.parentId()));
                values.add(key.name().getBytes(StandardCharsets.UTF_8));
            }
            jdbc.query(
                    "SELECT parent_id, name, id, kind FROM entry WHERE (parent_id, name) IN (%s)"
                            .formatted(SqlLists.pairPlaceholders(part.size())),
                    row -> {
                        Key key = new Key(
                                SqlValues.uuid(row.getBytes(1)), new String(row.getBytes(2), StandardCharsets.UTF_8));
                        found.put(key, new Step(SqlValues.uuid(row.getBytes(3)), EntryKind.valueOf(row.getString(4))));
                    },
                    values.toArray());
        }
        return found;
    }
}
