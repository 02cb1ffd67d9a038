package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.read;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store promises holds for encrypted chunks, and for a node whose keys change. */
class EncryptedDiskChunkStoreTest extends ChunkStoreContract {

    private static final long CAPACITY = 64 << 20;
    private static final int STORED_BLOCK = BLOCK + 16;
    private static final byte[] CONTENT = bytes(3 * BLOCK + 100, 1);

    @TempDir
    private Path root;

    private DataDirectories directories;
    private EncryptionKeys keys;
    private DiskChunkStore store;

    @BeforeEach
    void openWithAKey() {
        open(TestKeys.of(1));
    }

    @AfterEach
    void close() {
        directories.close();
    }

    private void open(EncryptionKeys newKeys) {
        if (directories != null) {
            directories.close();
        }
        keys = newKeys;
        directories = DataDirectories.open(List.of(root.resolve("disk")), CAPACITY, CLOCK);
        TestChunks.join(directories, TestChunks.CLUSTER);
        store = new DiskChunkStore(directories, keys, CLOCK, watcher);
    }

    @Override
    ChunkStore store() {
        return store;
    }

    @Override
    void flipByte(ChunkId chunk, int position) throws IOException {
        DiskChunkStoreTest.flip(fileOf(chunk), (long) position / BLOCK * STORED_BLOCK + position % BLOCK);
    }

    private Path fileOf(ChunkId chunk) {
        String id = chunk.toString();
        return root.resolve("disk/chunks/%s/%s/%s.chunk".formatted(id.substring(32, 34), id.substring(34), id));
    }

    @Test
    @DisplayName("neither the bytes nor the origin nor the checksums can be found on the disk, in no file and no name")
    void nothingReadableIsOnTheDisk() throws IOException {
        String secret = "the treasure is buried below the third palm tree";
        byte[] text = secret.repeat(5_000).getBytes(StandardCharsets.UTF_8);
        StoredChunk stored = write(store, chunkId, text);
        assertThat(stored.origin()).isEqualTo("/photos/cat.jpg#3");

        try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String raw = file + Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(raw.contains(secret.substring(0, 8))).as("%s", file).isFalse();
                assertThat(raw.contains("cat.jpg")).as("%s", file).isFalse();
                assertThat(raw.contains(intAsText(stored.crc32c().value())))
                        .as("%s", file)
                        .isFalse();
            }
        }
    }

    private static String intAsText(int value) {
        byte[] bytes = java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theRoomThatIsCountedIsThatOfTheFile() throws IOException {
        write(store, chunkId, CONTENT);

        assertThat(Files.size(fileOf(chunkId)))
                .isEqualTo(CONTENT.length + 4 * 16 + 4 * 4 + 56 + "/photos/cat.jpg#3".length() + 16 + 64 + 32)
                .isEqualTo(store.report().space().usedBytes());
    }

    @Test
    @DisplayName("a write that is repeated encrypts with another key: the same bytes never lie on a disk twice")
    void aRepeatedWriteEncryptsWithAnotherKey() throws IOException {
        write(store, chunkId, CONTENT);
        byte[] first = Files.readAllBytes(fileOf(chunkId));
        store.quarantine(chunkId, removalId);

        write(store, chunkId, CONTENT);

        byte[] second = Files.readAllBytes(fileOf(chunkId));
        assertThat(second).hasSameSizeAs(first);
        assertThat(Arrays.copyOf(second, BLOCK)).isNotEqualTo(Arrays.copyOf(first, BLOCK));
        assertThat(read(store, chunkId)).isEqualTo(CONTENT);
    }

    @Test
    void plainAndEncryptedChunksAreReadWhateverTheSetting() {
        ChunkId plain = ChunkId.random();
        write(store, chunkId, CONTENT);
        open(EncryptionKeys.none());
        write(store, plain, CONTENT);
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> store.open(chunkId));

        open(TestKeys.of(1));

        assertThat(read(store, plain)).isEqualTo(CONTENT);
        assertThat(read(store, chunkId)).isEqualTo(CONTENT);
        assertThat(write(store, plain, CONTENT).chunkId())
                .as("the plain one will do")
                .isEqualTo(plain);
        assertThat(read(store, plain)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-4 where all is encrypted a plain file is not served, and not taken for damaged")
    void whereAllIsEncryptedAPlainFileIsNotServed() {
        ChunkId plain = ChunkId.random();
        write(store, chunkId, CONTENT);
        open(EncryptionKeys.none());
        write(store, plain, CONTENT);

        open(TestKeys.refusingPlain(1));

        assertThat(read(store, chunkId)).isEqualTo(CONTENT);
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> store.open(plain));
        assertThat(watcher.corrupt).isEmpty();
        assertThat(store.list(null, 10).chunks()).contains(plain);
    }

    @Test
    void keysAreChangedWithoutAFileBeingWrittenAgain() throws IOException {
        ChunkId later = ChunkId.random();
        write(store, chunkId, CONTENT);

        open(TestKeys.of(2, 1));
        write(store, later, CONTENT);
        assertThat(read(store, chunkId)).isEqualTo(CONTENT);

        open(TestKeys.of(2));
        assertThat(read(store, later)).isEqualTo(CONTENT);
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> store.open(chunkId));
        assertThat(keys.missing()).containsExactly(TestKeys.key(1).id());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    @DisplayName("I-4 without its key a chunk is neither damaged nor replaced nor removed, and comes back with the key")
    void withoutItsKeyAChunkIsLeftAlone(long otherKey) throws IOException {
        write(store, chunkId, CONTENT);
        byte[] file = Files.readAllBytes(fileOf(chunkId));
        watcher.written.clear();

        open(otherKey == 0 ? EncryptionKeys.none() : TestKeys.of(otherKey));
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> store.open(chunkId));
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> write(store, chunkId, CONTENT));
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> write(store, chunkId, bytes(10, 2)));
        assertThat(store.list(null, 10).chunks()).containsExactly(chunkId);
        assertThat(store.list(null, 10).quarantined()).isEmpty();
        assertThat(Files.readAllBytes(fileOf(chunkId))).isEqualTo(file);
        assertThat(watcher.corrupt).isEmpty();
        assertThat(watcher.written).isEmpty();

        open(TestKeys.of(1));
        assertThat(read(store, chunkId)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-4 a full store without the key answers neither that it has the chunk nor that it has other bytes")
    void aFullStoreWithoutTheKeyDoesNotGuess() {
        write(store, chunkId, CONTENT);
        open(EncryptionKeys.none());
        fill();

        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> write(store, chunkId, CONTENT));
    }

    @Test
    @DisplayName("I-4 without its key a chunk goes to quarantine and does not come back, until the key does")
    void quarantineWorksWithoutTheKey() {
        write(store, chunkId, CONTENT);
        open(EncryptionKeys.none());

        assertThat(store.quarantine(chunkId, removalId).outcome()).isEqualTo(Outcome.QUARANTINED);
        assertRefused(ErrorCode.ENCRYPTION_KEY_MISSING, () -> store.restore(chunkId, removalId));
        assertThat(store.list(null, 10).quarantined()).hasSize(1);

        open(TestKeys.of(1));
        assertThat(store.restore(chunkId, removalId).outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(read(store, chunkId)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("I-3 a damaged footer is damage also where the key is not known")
    void aDamagedFooterIsDamageAlsoWithoutTheKey() throws IOException {
        write(store, chunkId, CONTENT);
        DiskChunkStoreTest.flip(fileOf(chunkId), Files.size(fileOf(chunkId)) - 80);
        open(EncryptionKeys.none());

        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store.open(chunkId));

        assertThat(keys.missing()).isEmpty();
    }
}
