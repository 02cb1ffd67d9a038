package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.api.NodeRegistered;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Chunks for tests, and the short way to write, read and refuse them. */
public final class TestChunks {

    public static final ClusterId CLUSTER = ClusterId.random();

    private TestChunks() {}

    public static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static NewChunk announce(ChunkId chunkId, byte[] bytes) {
        return new NewChunk(chunkId, CLUSTER, bytes.length, Crc32c.of(bytes), "/photos/cat.jpg#3");
    }

    public static StoredChunk write(ChunkStore store, ChunkId chunkId, byte[] bytes) {
        return write(store, announce(chunkId, bytes), bytes);
    }

    public static StoredChunk write(ChunkStore store, NewChunk chunk, byte[] bytes) {
        try (ChunkWriter writer = store.begin(chunk)) {
            writer.write(ByteBuffer.wrap(bytes));
            return writer.commit();
        }
    }

    public static byte[] read(ChunkStore store, ChunkId chunkId) {
        try (ChunkReader reader = store.open(chunkId)) {
            return read(reader, 0, reader.chunk().lengthBytes());
        }
    }

    public static byte[] read(ChunkReader reader, long offset, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            reader.read(offset, length, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(DfsException.class).isThrownBy(call).returns(code, DfsException::code);
    }

    /** Lets all directories join, as a service of an older version does, which sends no verdicts. */
    public static void join(DataDirectories directories, ClusterId cluster) {
        directories.adopt(directories.nodeId(), new NodeRegistered(cluster, 1, 1000, null, null));
    }
}
