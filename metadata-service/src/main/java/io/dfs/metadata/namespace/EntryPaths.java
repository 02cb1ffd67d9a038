package io.dfs.metadata.namespace;

import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds where entries stand. Costs one statement per level of the deepest one and 500 entries. */
@Component
public class EntryPaths {

    private record Link(@Nullable UUID parentId, String name) {}

    private final JdbcTemplate jdbc;

    EntryPaths(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The paths of those entries that have one: what is in the trash, or was removed meanwhile, has none. */
    public Map<UUID, FilePath> of(Collection<UUID> ids) {
        Map<UUID, Link> links = linksUpward(ids);
        Map<UUID, FilePath> paths = new HashMap<>();
        for (UUID id : ids) {
            path(id, links).ifPresent(path -> paths.put(id, path));
        }
        return paths;
    }

    /** Whether the directory is on the way up from one of the entries, be it in the trash or not. */
    boolean anyIsBelow(UUID directory, Collection<UUID> ids) {
        Map<UUID, Link> links = linksUpward(ids);
        return ids.stream().anyMatch(id -> isBelow(directory, id, links));
    }

    private static boolean isBelow(UUID directory, UUID id, Map<UUID, Link> links) {
        Link link = links.get(id);
        // Moves during the reading could make a circle of the links.
        for (int steps = 0; link != null && link.parentId() != null && steps <= links.size(); steps++) {
            if (link.parentId().equals(directory)) {
                return true;
            }
            link = links.get(link.parentId());
        }
        return false;
    }

    private Map<UUID, Link> linksUpward(Collection<UUID> ids) {
        Map<UUID, Link> links = new HashMap<>();
        Set<UUID> wanted = new HashSet<>(ids);
        while (!wanted.isEmpty()) {
            Map<UUID, Link> found = find(List.copyOf(wanted));
            links.putAll(found);
            wanted = new HashSet<>();
            for (Link link : found.values()) {
                if (link.parentId() != null && !links.containsKey(link.parentId())) {
                    wanted.add(link.parentId());
                }
            }
        }
        return links;
    }

    private Map<UUID, Link> find(List<UUID> ids) {
        Map<UUID, Link> found = new HashMap<>();
        for (List<UUID> part : SqlLists.parts(ids)) {
            jdbc.query(
                    "SELECT id, parent_id, name FROM entry WHERE id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        found.put(
                                SqlValues.uuid(row.getBytes(1)),
                                new Link(
                                        SqlValues.uuidOrNull(row.getBytes(2)),
                                        new String(row.getBytes(3), StandardCharsets.UTF_8)));
                    },
                    part.stream().map(SqlValues::bytes).toArray());
        }
        return found;
    }

    /** None if the links do not lead to the root. Moves during the reading could make a circle of them. */
    private static Optional<FilePath> path(UUID id, Map<UUID, Link> links) {
        Deque<String> names = new ArrayDeque<>();
        UUID current = id;
        while (!current.equals(Walk.ROOT_ID)) {
            Link link = links.get(current);
            if (link == null || link.parentId() == null || names.size() > links.size()) {
                return Optional.empty();
            }
            names.addFirst(link.name());
            current = link.parentId();
        }
        return Optional.of(new FilePath(new ArrayList<>(names)));
    }
}
