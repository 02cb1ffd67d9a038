package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.TreeRole;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.Walk.Step;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Follows paths from the root for the person who calls, and is the one place that does. A path outside the tree that the
 * caller's token reaches is refused before anything is asked. Behind a directory whose access list does not let the caller read,
 * and in its place, nothing is found. Costs one statement per level of the deepest path, however many paths there are, and
 * whether they are there, are not, or are not for the caller; where all paths are the same below level {@value #FIRST_LEVELS}, one per
 * {@value #MAX_AHEAD} levels, and one more for each directory with an access list.
 */
@Component
public class PathWalker {

    /** Few paths are deeper, and these cost what they always did. */
    private static final int FIRST_LEVELS = 8;

    /** Levels in one statement, each of which is a join; MySQL takes 61. */
    private static final int MAX_AHEAD = 32;

    /** The grants of directories without a list are not looked for. */
    private static final String SELECT = """
            SELECT e.parent_id, e.name, e.id, e.kind, e.restricted, g.role FROM entry e
              LEFT JOIN tree_grant g ON e.restricted = TRUE AND g.directory_id = e.id AND g.principal IN (?, ?)
             WHERE\s""";

    /** A name in a directory. */
    private record Key(UUID parentId, String name) {

        /** No other entry below the root has an empty name. */
        private static final Key ROOT = new Key(Walk.ROOT_ID, "");
    }

    /** @param role what its access list says of the caller */
    private record Found(
            Step step, boolean restricted, @Nullable TreeRole role) {

        Found or(Found other) {
            return new Found(step, restricted, TreeGrants.more(role, other.role));
        }

        Right below(Right above, Viewer viewer) {
            return restricted ? viewer.below(above, role) : above;
        }
    }

    /** A path that is being followed. */
    private static final class Trail {

        private final FilePath path;
        private final List<Step> steps = new ArrayList<>();
        private Right right;

        Trail(FilePath path, Right right) {
            this.path = path;
            this.right = right;
        }

        /** What to look up for the path's name number {@code depth}; null if the path has ended or leads nowhere. */
        @Nullable
        Key next(int depth) {
            boolean ended = depth >= path.names().size() || right == Right.NONE;
            boolean lost = steps.size() < depth;
            boolean blocked = depth > 0 && !lost && steps.get(depth - 1).kind() == EntryKind.FILE;
            if (ended || lost || blocked) {
                return null;
            }
            return new Key(
                    depth == 0 ? Walk.ROOT_ID : steps.get(depth - 1).id(),
                    path.names().get(depth));
        }

        void narrow(Right narrower) {
            right = narrower;
        }

        void enter(Found found, Viewer viewer) {
            right = found.below(right, viewer);
            if (right != Right.NONE) {
                steps.add(found.step());
            }
        }
    }

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

    /** Of paths that the caller has named. */
    public Map<FilePath, Walk> walkAll(Collection<FilePath> paths) {
        Callers.requireReach(paths);
        return followAll(paths);
    }

    /** To the directories that the named paths are in, which may be above all that the caller's token reaches. */
    Map<FilePath, Walk> walkToParents(Collection<FilePath> paths) {
        Callers.requireReach(paths);
        Set<FilePath> parents = new TreeSet<>(FilePaths.BY_BYTES);
        paths.stream().flatMap(path -> Stream.ofNullable(path.parent())).forEach(parents::add);
        return followAll(parents);
    }

    /** Of paths that the service knows by itself, such as those of a walk before; access lists hold for these, too. */
    Map<FilePath, Walk> followAll(Collection<FilePath> paths) {
        Viewer viewer = Viewer.current();
        List<Trail> trails = paths.stream()
                .distinct()
                .map(path -> new Trail(path, viewer.right()))
                .toList();
        int shared = sharedLevels(paths);
        for (int depth = 0; ; depth++) {
            depth += enterAhead(trails, depth, shared);
            Set<Key> keys = keys(trails, depth);
            // No one who sees all need know what the root's list says.
            boolean atRoot = depth == 0 && !viewer.seesAll() && !trails.isEmpty();
            if (keys.isEmpty() && !atRoot) {
                break;
            }
            Map<Key, Found> found = find(keys, atRoot, viewer);
            if (atRoot) {
                Right right = Objects.requireNonNull(found.get(Key.ROOT), "the root always exists")
                        .below(viewer.right(), viewer);
                trails.forEach(trail -> trail.narrow(right));
            }
            enter(found, trails, depth, viewer);
        }
        Map<FilePath, Walk> walks = new LinkedHashMap<>();
        trails.forEach(trail -> walks.put(trail.path, new Walk(trail.path, trail.steps, trail.right)));
        return walks;
    }

    /** How many names all paths begin with. */
    private static int sharedLevels(Collection<FilePath> paths) {
        Iterator<FilePath> all = paths.iterator();
        if (!all.hasNext()) {
            return 0;
        }
        List<String> shared = all.next().names();
        while (all.hasNext()) {
            List<String> names = all.next().names();
            int level = 0;
            while (level < Math.min(shared.size(), names.size())
                    && names.get(level).equals(shared.get(level))) {
                level++;
            }
            shared = shared.subList(0, level);
        }
        return shared.size();
    }

    /** Returns how many levels, from {@code depth} on, all trails have gone together. */
    private int enterAhead(List<Trail> trails, int depth, int shared) {
        int levels = 0;
        List<Step> steps;
        do {
            int from = depth + levels;
            Key next = from < FIRST_LEVELS || shared - from < 2
                    ? null
                    : trails.getFirst().next(from);
            steps = next == null
                    ? List.of()
                    : ahead(
                            next.parentId(),
                            trails.getFirst().path.names().subList(from, Math.min(shared, from + MAX_AHEAD)));
            for (Trail trail : trails) {
                trail.steps.addAll(steps);
            }
            levels += steps.size();
        } while (!steps.isEmpty());
        return levels;
    }

    /**
     * Follows names to the first that is not there or has an access list: whether it is the one or the other, and what then follows,
     * the statement for that level tells.
     */
    private List<Step> ahead(UUID parentId, List<String> names) {
        List<byte[]> values = new ArrayList<>();
        names.subList(1, names.size()).forEach(name -> values.add(name.getBytes(StandardCharsets.UTF_8)));
        values.add(SqlValues.bytes(parentId));
        values.add(names.getFirst().getBytes(StandardCharsets.UTF_8));
        List<Step> steps = new ArrayList<>();
        jdbc.query(
                aheadSql(names.size()),
                row -> {
                    for (int level = 0; level < names.size() && row.getBytes(2 * level + 1) != null; level++) {
                        steps.add(new Step(
                                SqlValues.uuid(row.getBytes(2 * level + 1)),
                                EntryKind.valueOf(row.getString(2 * level + 2))));
                    }
                },
                values.toArray());
        return steps;
    }

    private static String aheadSql(int levels) {
        StringBuilder columns = new StringBuilder("e1.id, e1.kind");
        StringBuilder joins = new StringBuilder();
        for (int level = 2; level <= levels; level++) {
            columns.append(", e%1$d.id, e%1$d.kind".formatted(level));
            joins.append(
                    " LEFT JOIN entry e%1$d ON e%1$d.parent_id = e%2$d.id AND e%1$d.name = ? AND e%1$d.restricted = FALSE"
                            .formatted(level, level - 1));
        }
        return "SELECT %s FROM entry e1%s WHERE e1.parent_id = ? AND e1.name = ? AND e1.restricted = FALSE"
                .formatted(columns, joins);
    }

    private static Set<Key> keys(List<Trail> trails, int depth) {
        Set<Key> keys = new LinkedHashSet<>();
        trails.forEach(trail -> Stream.ofNullable(trail.next(depth)).forEach(keys::add));
        return keys;
    }

    private static void enter(Map<Key, Found> found, List<Trail> trails, int depth, Viewer viewer) {
        for (Trail trail : trails) {
            Found next = found.get(trail.next(depth));
            if (next != null) {
                trail.enter(next, viewer);
            }
        }
    }

    /**
     * Where the names lead from an entry, which no path need reach.
     *
     * @param right what the caller may do at that entry
     */
    Optional<Arrival> follow(Step start, Right right, List<String> names) {
        Viewer viewer = Viewer.current();
        Arrival current = new Arrival(start, right);
        int depth = 0;
        while (depth < names.size()) {
            if (current.right() == Right.NONE || current.entry().kind() == EntryKind.FILE) {
                return Optional.empty();
            }
            UUID parentId = current.entry().id();
            List<Step> steps = depth < FIRST_LEVELS || names.size() - depth < 2
                    ? List.of()
                    : ahead(parentId, names.subList(depth, Math.min(names.size(), depth + MAX_AHEAD)));
            if (!steps.isEmpty()) {
                current = new Arrival(steps.getLast(), current.right());
                depth += steps.size();
                continue;
            }
            Key next = new Key(parentId, names.get(depth));
            Found found = find(Set.of(next), false, viewer).get(next);
            if (found == null) {
                return Optional.empty();
            }
            current = new Arrival(found.step(), found.below(current.right(), viewer));
            depth++;
        }
        return Optional.of(current).filter(arrival -> arrival.right() != Right.NONE);
    }

    /** Where one came to, and what the caller may do there. */
    record Arrival(Step entry, Right right) {}

    private Map<Key, Found> find(Set<Key> keys, boolean atRoot, Viewer viewer) {
        Map<Key, Found> found = new HashMap<>();
        List<List<Key>> parts = keys.isEmpty() ? List.of(List.of()) : SqlLists.parts(List.copyOf(keys));
        for (List<Key> part : parts) {
            List<String> statements = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            if (atRoot && part.equals(parts.getFirst())) {
                statements.add(SELECT + "e.id = ?");
                Collections.addAll(values, viewer.principal(), Viewer.everybody(), SqlValues.bytes(Walk.ROOT_ID));
            }
            if (!part.isEmpty()) {
                statements.add(
                        SELECT + "(e.parent_id, e.name) IN (%s)".formatted(SqlLists.pairPlaceholders(part.size())));
                Collections.addAll(values, viewer.principal(), Viewer.everybody());
                part.forEach(key -> Collections.addAll(
                        values, SqlValues.bytes(key.parentId()), key.name().getBytes(StandardCharsets.UTF_8)));
            }
            jdbc.query(
                    String.join(" UNION ALL ", statements),
                    row -> {
                        add(row, found);
                    },
                    values.toArray());
        }
        return found;
    }

    /** One row for each grant that means the caller: by his name, and as one of everybody. */
    private static void add(ResultSet row, Map<Key, Found> found) throws SQLException {
        byte[] parentId = row.getBytes(1);
        String role = row.getString(6);
        Key key = parentId == null
                ? Key.ROOT
                : new Key(SqlValues.uuid(parentId), new String(row.getBytes(2), StandardCharsets.UTF_8));
        Step step = new Step(SqlValues.uuid(row.getBytes(3)), EntryKind.valueOf(row.getString(4)));
        found.merge(key, new Found(step, row.getBoolean(5), role == null ? null : TreeRole.valueOf(role)), Found::or);
    }
}
