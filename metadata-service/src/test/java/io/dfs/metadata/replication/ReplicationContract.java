package io.dfs.metadata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ReplicationContract extends ServiceContract {

    private NodeId a;
    private NodeId b;

    @BeforeEach
    void nodes() {
        a = register("node-a", "1");
        b = register("node-b", "2");
        register("node-c", "3");
    }

    @Test
    @DisplayName("I-6 a higher replication factor makes work of the replicas that are missing by it")
    void raisingMakesWork() {
        ChunkId chunk = unreferencedChunk(2, a, b);
        file("f", 2, chunk);

        assertThat(set("/f", 3).replicationFactor()).isEqualTo(3);

        assertThat(factor(chunk)).isEqualTo(3);
        assertThat(work()).containsOnlyKeys(chunk);
    }

    @Test
    void loweringLowersWhatNoOtherFileNeeds() {
        ChunkId own = unreferencedChunk(3, a, b);
        ChunkId shared = unreferencedChunk(3, a, b);
        file("f", 3, own, shared);
        file("g", 2, shared);

        set("/f", 1);

        assertThat(factor(own)).isEqualTo(1);
        assertThat(factor(shared)).isEqualTo(2);
        assertThat(work()).isEmpty();
    }

    @Test
    @DisplayName("I-8 setting a replication factor may be repeated, also when nodes have gone meanwhile")
    void settingMayBeRepeated() {
        ChunkId chunk = unreferencedChunk(2, a, b);
        file("f", 2, chunk);
        set("/f", 3);
        adminState(a, "DRAINED");

        assertThat(set("/f", 3)).isEqualTo(set("/f", 3));

        assertThat(factor(chunk)).isEqualTo(3);
    }

    @Test
    void refusesWhatCanNotBe() {
        file("f", 2, unreferencedChunk(2, a, b));
        api.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/d"), false));

        refusal(ErrorCode.INVALID_REPLICATION_FACTOR, () -> set("/f", 0));
        refusal(ErrorCode.INVALID_REPLICATION_FACTOR, () -> set("/f", 17));
        refusal(ErrorCode.REPLICATION_UNAVAILABLE, () -> set("/f", 4));
        refusal(ErrorCode.NOT_FOUND, () -> set("/g", 2));
        refusal(ErrorCode.IS_A_DIRECTORY, () -> set("/d", 2));
    }

    private FileStat set(String path, int factor) {
        return operations.setReplication(FilePath.valueOf(path), new ReplicationRequest(factor));
    }

    private int factor(ChunkId chunk) {
        return jdbc.sql("SELECT replication_factor FROM chunk WHERE id = ?")
                .param(bytes(chunk.value()))
                .query(Integer.class)
                .single();
    }

    private void file(String name, int factor, ChunkId... chunks) {
        UUID id = Ids.next();
        update("""
                INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes,
                    version, created_at, modified_at)
                VALUES (?, ?, ?, 'FILE', ?, 7, ?, 1048576, 1, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))""", bytes(id), new byte[16], name.getBytes(StandardCharsets.UTF_8), 1000L * chunks.length, factor);
        for (int i = 0; i < chunks.length; i++) {
            update(
                    "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                            + " VALUES (?, ?, ?, 0, 1000, 7)",
                    bytes(id),
                    i,
                    bytes(chunks[i].value()));
        }
    }
}
