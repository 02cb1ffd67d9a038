package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.EntryKind;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.Concurrently;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

abstract class TrashPurgeContract extends ServiceContract {

    @Autowired
    TrashPurge purge;

    @Autowired
    JdbcTemplate batches;

    @Autowired
    org.springframework.transaction.support.TransactionTemplate work;

    @Test
    @DisplayName("I-4 what has not expired stays, with its chunks")
    void whatHasNotExpiredStays() {
        ChunkId chunk = unreferencedChunk(3);
        trashed(file(2, chunk), "/f", Duration.ofMinutes(1));

        assertThat(purge.purge(100)).isZero();

        assertThat(rows("trash")).isEqualTo(1);
        assertThat(isUnreferenced(chunk)).isFalse();
    }

    @Test
    void anExpiredFileGoesForGoodAndItsChunkIsUnreferencedFromThenOn() {
        ChunkId chunk = unreferencedChunk(3);
        UUID file = trashed(file(3, chunk, chunk), "/f", Duration.ofSeconds(-1));

        assertThat(purge.purge(100)).isEqualTo(1);

        assertThat(exists(file)).isFalse();
        assertThat(rows("trash")).isZero();
        assertThat(rows("extent")).isZero();
        assertThat(rows("chunk")).as("reclaiming is another step").isEqualTo(1);
        assertThat(isUnreferenced(chunk)).isTrue();
        assertThat(purge.purge(100)).isZero();
    }

    @Test
    @DisplayName("I-4 a chunk that another file needs stays referenced, with the largest factor of those that are left")
    void aSharedChunkStaysReferenced() {
        ChunkId chunk = unreferencedChunk(4);
        trashed(file(4, chunk), "/a", Duration.ofSeconds(-1));
        file(2, chunk);
        trashed(file(3, chunk), "/b", Duration.ofHours(1));

        assertThat(purge.purge(100)).isEqualTo(1);

        assertThat(isUnreferenced(chunk)).isFalse();
        assertThat(factor(chunk)).as("what is in the trash counts").isEqualTo(3);
    }

    @Test
    @DisplayName("I-9 a large directory is taken apart in steps of the limit, and all of it goes")
    void aLargeDirectoryIsTakenApartInSteps() {
        ChunkId chunk = unreferencedChunk(3);
        UUID top = trashed(directory(null), "/d", Duration.ofSeconds(-1));
        IntStream.range(0, 25).forEach(_ -> fileIn(top, 3, chunk));
        List<UUID> inner = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            UUID directory = directory(top);
            inner.add(directory);
            fileIn(directory, 3, chunk);
        }
        UUID deepest = inner.getFirst();
        for (int i = 0; i < 5; i++) {
            deepest = directory(deepest);
        }

        int calls = 0;
        for (int gone = purge.purge(10); gone > 0; gone = purge.purge(10)) {
            // 10 due ones, 10 children of theirs
            assertThat(gone).isLessThanOrEqualTo(20);
            assertThat(++calls).isLessThan(200);
        }

        assertThat(rows("entry")).as("the two that always exist").isEqualTo(2);
        assertThat(rows("trash")).isZero();
        assertThat(isUnreferenced(chunk)).isTrue();
    }

    @Test
    void directoriesInADirectoryKeepTheirPathAndTimes() {
        UUID top = trashed(directory(null), "/d", Duration.ofSeconds(-1));
        IntStream.range(0, 3).forEach(_ -> directory(top));

        assertThat(purge.purge(2)).isEqualTo(2);

        assertThat(jdbc.sql(
                                "SELECT COUNT(*) FROM trash WHERE original_path LIKE '/d/%' AND expires_at < CURRENT_TIMESTAMP(6)")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(exists(top)).isTrue();
    }

    @Test
    @DisplayName("I-8 several that purge at once do no harm")
    void severalMayPurgeAtOnce() throws Exception {
        ChunkId shared = unreferencedChunk(3);
        List<ChunkId> own = new ArrayList<>();
        UUID top = trashed(directory(null), "/d", Duration.ofSeconds(-1));
        for (int i = 0; i < 40; i++) {
            ChunkId chunk = unreferencedChunk(3);
            own.add(chunk);
            trashed(file(3, chunk, shared), "/f" + i, Duration.ofSeconds(-1));
            fileIn(directory(top), 3, shared);
        }
        ChunkId kept = unreferencedChunk(3);
        file(2, kept);
        trashed(file(3, kept), "/g", Duration.ofSeconds(-1));

        Concurrently.call(4, _ -> {
            while (purge.purge(7) > 0) {
                Thread.onSpinWait();
            }
            return true;
        });

        assertThat(rows("trash")).isZero();
        assertThat(rows("entry")).isEqualTo(3);
        assertThat(own).allMatch(this::isUnreferenced);
        assertThat(isUnreferenced(shared)).isTrue();
        assertThat(isUnreferenced(kept)).isFalse();
        assertThat(factor(kept)).isEqualTo(2);
    }

    @Test
    @DisplayName("I-9 files with very many extents are purged in several transactions")
    void filesWithVeryManyExtentsArePurgedInSeveralTransactions() {
        ChunkId chunk = unreferencedChunk(3);
        for (int i = 0; i < 3; i++) {
            UUID file = trashed(file(3), "/f" + i, Duration.ofSeconds(-1));
            List<Object[]> extents = IntStream.range(0, 6_000)
                    .mapToObj(position -> new Object[] {bytes(file), position, bytes(chunk.value())})
                    .toList();
            work.executeWithoutResult(_ -> batches.batchUpdate(
                    "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                            + " VALUES (?, ?, ?, 0, 1, 0)",
                    extents));
        }

        assertThat(purge.purge(100)).isEqualTo(1);
        assertThat(isUnreferenced(chunk)).isFalse();
        assertThat(purge.purge(100)).isEqualTo(1);
        assertThat(purge.purge(100)).isEqualTo(1);

        assertThat(rows("extent")).isZero();
        assertThat(isUnreferenced(chunk)).isTrue();
    }

    private UUID trashed(UUID entry, String path, Duration kept) {
        update("UPDATE entry SET parent_id = ? WHERE id = ?", bytes(new UUID(0, 1)), bytes(entry));
        update(
                "INSERT INTO trash (entry_id, original_path, reason, deleted_at, expires_at) VALUES (?, ?, 'DELETED', ?, ?)",
                bytes(entry),
                path.getBytes(StandardCharsets.UTF_8),
                SqlValues.time(databaseClock.instant().minusSeconds(1000)),
                SqlValues.time(databaseClock.instant().plus(kept)));
        return entry;
    }

    private UUID file(int factor, ChunkId... chunks) {
        return fileIn(new UUID(0, 0), factor, chunks);
    }

    private UUID fileIn(UUID directory, int factor, ChunkId... chunks) {
        UUID file = entry(directory, EntryKind.FILE);
        update("UPDATE entry SET replication_factor = ? WHERE id = ?", factor, bytes(file));
        for (int i = 0; i < chunks.length; i++) {
            update(
                    "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                            + " VALUES (?, ?, ?, 0, 10, 0)",
                    bytes(file),
                    i,
                    bytes(chunks[i].value()));
        }
        return file;
    }

    private UUID directory(@Nullable UUID parent) {
        return entry(parent == null ? new UUID(0, 0) : parent, EntryKind.DIRECTORY);
    }

    private UUID entry(UUID parent, EntryKind kind) {
        UUID id = Ids.next();
        update(
                "INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)"
                        + " VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(id),
                bytes(parent),
                id.toString().getBytes(StandardCharsets.UTF_8),
                kind.name());
        return id;
    }

    private boolean exists(UUID entry) {
        return jdbc.sql("SELECT COUNT(*) FROM entry WHERE id = ?")
                        .param(bytes(entry))
                        .query(Long.class)
                        .single()
                == 1;
    }

    private boolean isUnreferenced(ChunkId chunk) {
        return jdbc.sql("SELECT COUNT(*) FROM chunk WHERE id = ? AND unreferenced_since IS NOT NULL")
                        .param(bytes(chunk.value()))
                        .query(Long.class)
                        .single()
                == 1;
    }

    private int factor(ChunkId chunk) {
        return jdbc.sql("SELECT replication_factor FROM chunk WHERE id = ?")
                .param(bytes(chunk.value()))
                .query(Integer.class)
                .single();
    }

    private long rows(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
