package io.dfs.metadata.repair;

import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.EntryPaths;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds a file for each chunk, because that is what people know it by. */
@Component
class ChunkFiles {

    private final JdbcClient jdbc;
    private final EntryPaths paths;

    ChunkFiles(JdbcClient jdbc, EntryPaths paths) {
        this.jdbc = jdbc;
        this.paths = paths;
    }

    /** The oldest and the newest file of a chunk: if one is in the trash, the other may not be. */
    private record Files(UUID first, UUID last) {}

    /** One path for each chunk that has a file outside the trash; of a chunk of many files, as good as any. */
    Map<ChunkId, FilePath> of(Collection<ChunkId> chunks) {
        Map<ChunkId, Files> files = files(chunks);
        Map<UUID, FilePath> found = paths.of(files.values().stream()
                .flatMap(pair -> Stream.of(pair.first(), pair.last()))
                .distinct()
                .toList());
        Map<ChunkId, FilePath> result = new HashMap<>();
        files.forEach((chunk, pair) -> Stream.of(pair.first(), pair.last())
                .map(found::get)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(path -> result.put(chunk, path)));
        return result;
    }

    private Map<ChunkId, Files> files(Collection<ChunkId> chunks) {
        Map<ChunkId, Files> files = new HashMap<>();
        List<byte[]> ids =
                chunks.stream().map(id -> SqlValues.bytes(id.value())).toList();
        for (List<byte[]> part : SqlLists.parts(ids)) {
            jdbc.sql("""
                            SELECT chunk_id, MIN(file_id), MAX(file_id) FROM extent
                             WHERE chunk_id IN (:ids) GROUP BY chunk_id""").param("ids", part).query(row -> {
                files.put(
                        new ChunkId(SqlValues.uuid(row.getBytes(1))),
                        new Files(SqlValues.uuid(row.getBytes(2)), SqlValues.uuid(row.getBytes(3))));
            });
        }
        return files;
    }
}
