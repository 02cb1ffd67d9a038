package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.announce;
import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.read;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.node.encryption.EncryptionKeys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskChunkStoreTest extends ChunkStoreContract {

    private static final long CAPACITY = 64 << 20;

    @TempDir
    private Path root;

    private final RecordingDisk disk = new RecordingDisk();
    private DataDirectories directories;
    private DiskChunkStore store;

    @BeforeEach
    void openOneDirectory() {
        open(CAPACITY, "disk-1");
    }

    @AfterEach
    void close() {
        disk.repair();
        directories.close();
    }

    private void open(long capacityBytes, String... names) {
        if (directories != null) {
            directories.close();
        }
        directories =
                DataDirectories.open(Arrays.stream(names).map(root::resolve).toList(), capacityBytes, CLOCK, disk);
        TestChunks.join(directories, TestChunks.CLUSTER);
        store = new DiskChunkStore(directories, EncryptionKeys.none(), CLOCK, watcher);
        disk.forget();
    }

    @Override
    ChunkStore store() {
        return store;
    }

    @Override
    void flipByte(ChunkId chunk, int position) throws IOException {
        flip(fileOf("disk-1", chunk), position);
    }

    static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            int old = raw.read();
            raw.seek(position);
            raw.write(old ^ 1);
        }
    }

    private Path fileOf(String directory, ChunkId chunk) {
        String id = chunk.toString();
        return root.resolve(directory)
                .resolve("chunks")
                .resolve(id.substring(32, 34))
                .resolve(id.substring(34))
                .resolve(id + ".chunk");
    }

    private List<Path> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void keepsTheRawBytesFirstInAFolderNamedByTheEndOfTheId() throws IOException {
        byte[] bytes = bytes(1000, 1);

        write(store, chunkId, bytes);

        byte[] file = Files.readAllBytes(fileOf("disk-1", chunkId));
        assertThat(Arrays.copyOf(file, 1000)).isEqualTo(bytes);
        assertThat(file).hasSize(1000 + 4 + 56 + "/photos/cat.jpg#3".length() + 32);
        assertThat(store.report().space().usedBytes()).isEqualTo(file.length);
    }

    @Test
    @DisplayName("I-2 succeeds only after file, name and new folders have been forced, in this order")
    void succeedsOnlyAfterFileAndNameHaveBeenForced() {
        write(store, chunkId, bytes(1000, 1));

        Path file = fileOf("disk-1", chunkId);
        Path temp = root.resolve("disk-1/tmp/" + chunkId + ".1.tmp");
        Path chunks = root.resolve("disk-1/chunks");
        assertThat(disk.steps())
                .containsExactly(
                        "create " + temp,
                        "write " + temp,
                        "write " + temp,
                        "force " + temp,
                        "createDirectory " + file.getParent().getParent(),
                        "createDirectory " + file.getParent(),
                        "forceDirectory " + chunks,
                        "forceDirectory " + file.getParent().getParent(),
                        "rename " + temp + " " + file,
                        "forceDirectory " + file.getParent(),
                        "delete " + temp);
    }

    @Test
    @DisplayName("I-2 a repeated write forces again what an earlier one may not have finished")
    void aRepeatedWriteForcesAgain() {
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        open(CAPACITY, "disk-1"); // as after a crash: nothing is known to be durable

        write(store, chunkId, bytes);

        Path file = fileOf("disk-1", chunkId);
        assertThat(disk.steps())
                .containsSubsequence(
                        "force " + file,
                        "forceDirectory " + root.resolve("disk-1/chunks"),
                        "forceDirectory " + file.getParent().getParent(),
                        "forceDirectory " + file.getParent());
    }

    @Test
    @DisplayName("I-7 a process killed at any step leaves the whole chunk or none, and starts again by itself")
    void aProcessKilledAtAnyStepLeavesTheWholeChunkOrNone() throws IOException {
        byte[] bytes = bytes(100_000, 1);
        write(store, ChunkId.random(), bytes);
        int stepsOfAWrite = 11;
        assertThat(disk.steps()).hasSize(stepsOfAWrite);

        for (int step = 0; step < stepsOfAWrite; step++) {
            ChunkId killed = ChunkId.random();
            disk.forget();
            disk.dieAtStep(step);
            boolean acknowledged = succeeds(() -> write(store, killed, bytes));
            disk.repair();
            open(CAPACITY, "disk-1");

            assertThat(filesIn("disk-1/tmp")).as("leftovers of step %d", step).isEmpty();
            if (succeeds(() -> store.open(killed).close())) {
                assertThat(read(store, killed)).as("chunk of step %d", step).isEqualTo(bytes);
            } else {
                assertThat(acknowledged)
                        .as("lost though acknowledged at step %d", step)
                        .isFalse();
            }
            write(store, killed, bytes);
            assertThat(read(store, killed)).as("repeated after step %d", step).isEqualTo(bytes);
        }
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (DfsException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "write", "force ", "createDirectory", "rename", "forceDirectory"})
    @DisplayName("I-2 a step that fails on the disk fails the write and takes the directory out of writing")
    void aFailedStepFailsTheWrite(String step) {
        disk.failOn(step, "Input/output error");

        assertRefused(ErrorCode.INTERNAL, () -> write(store, chunkId, bytes(1000, 1)));

        disk.repair();
        assertThat(store.report().failedDirectories())
                .containsExactly(root.resolve("disk-1").toString());
        assertRefused(ErrorCode.NO_SPACE, () -> write(store, ChunkId.random(), bytes(1000, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "write", "force ", "createDirectory", "rename"})
    void aFullDiskRefusesTheChunkAndGoesOn(String step) throws IOException {
        disk.failOn(step, "No space left on device");

        assertRefused(ErrorCode.NO_SPACE, () -> write(store, chunkId, bytes(1000, 1)));

        disk.repair();
        assertThat(filesIn("disk-1/tmp")).isEmpty();
        assertThat(store.report().failedDirectories()).isEmpty();
        write(store, chunkId, bytes(1000, 1));
    }

    @Test
    void beingShortOfFileHandlesIsNoFailureOfTheDisk() {
        disk.failOn("create", "Too many open files");

        assertRefused(ErrorCode.NODE_BUSY, () -> write(store, chunkId, bytes(1000, 1)));

        assertThat(store.report().failedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("I-4 a damaged file is moved aside, not destroyed, when a good one takes its place")
    void aDamagedFileIsMovedAside() throws IOException {
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        flip(fileOf("disk-1", chunkId), 0);
        byte[] damaged = Files.readAllBytes(fileOf("disk-1", chunkId));

        write(store, chunkId, bytes);

        assertThat(filesIn("disk-1/quarantine"))
                .singleElement()
                .satisfies(aside -> assertThat(Files.readAllBytes(aside)).isEqualTo(damaged));
        assertThat(store.report().space().usedBytes()).isEqualTo(2L * damaged.length);
    }

    @Test
    @DisplayName("I-3 a file cut by one byte, emptied, or holding another chunk is damaged, and stays on the disk")
    void aTamperedFileIsDamaged() throws IOException {
        byte[] bytes = bytes(1000, 1);
        List<ChunkId> chunks = Stream.generate(ChunkId::random).limit(3).toList();
        chunks.forEach(chunk -> write(store, chunk, bytes));
        byte[] whole = Files.readAllBytes(fileOf("disk-1", chunks.get(0)));
        Files.write(fileOf("disk-1", chunks.get(0)), Arrays.copyOf(whole, whole.length - 1));
        Files.write(fileOf("disk-1", chunks.get(1)), new byte[0]);
        Files.write(fileOf("disk-1", chunks.get(2)), whole);

        for (ChunkId chunk : chunks) {
            assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store.open(chunk));
            assertThat(fileOf("disk-1", chunk)).exists();
        }
        assertThat(watcher.corrupt).containsExactlyElementsOf(chunks);
    }

    @Test
    void damageIsFoundAgainAfterARestart() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        flip(fileOf("disk-1", chunkId), 999);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store, chunkId));

        open(CAPACITY, "disk-1");

        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store, chunkId));
    }

    @Test
    @DisplayName("I-9 refuses a chunk that would eat into the reserve, with the numbers, and still reads")
    void refusesAChunkThatWouldEatIntoTheReserve() {
        open(1 << 20, "small");
        byte[] bytes = bytes(900_000, 1);
        write(store, chunkId, bytes);

        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> write(store, ChunkId.random(), bytes(100_000, 2)))
                .returns(ErrorCode.NO_SPACE, DfsException::code)
                .withMessageContaining("needs 100113 bytes")
                .withMessageContaining("small has ");
        assertThat(read(store, chunkId)).isEqualTo(bytes);
    }

    @Test
    void writesUnderWayHaveTheirRoomSetAside() {
        open(1 << 20, "small");

        try (ChunkWriter first = store.begin(announce(chunkId, bytes(600_000, 1)))) {
            assertRefused(ErrorCode.NO_SPACE, () -> store.begin(announce(ChunkId.random(), bytes(600_000, 2))));
            first.write(ByteBuffer.wrap(bytes(1, 1)));
        }

        store.begin(announce(ChunkId.random(), bytes(600_000, 2))).close();
    }

    @Test
    void whatOthersTakeOfTheFileSystemCountsToo() {
        disk.usableBytes = 5 << 20;

        assertRefused(ErrorCode.NO_SPACE, () -> write(store, chunkId, bytes(2 << 20, 1)));

        disk.usableBytes = 8 << 20;
        write(store, chunkId, bytes(2 << 20, 1));
    }

    @Test
    @DisplayName("I-10 a file system that two data directories are on counts once, and its free space is promised once")
    void aFileSystemThatTwoDirectoriesAreOnCountsOnce() {
        disk.sharedFileSystem = true;
        disk.totalBytes = 10_000_000;
        disk.usableBytes = 6_000_000;
        open(Long.MAX_VALUE, "a", "b");

        assertThat(store.report().space()).isEqualTo(new NodeSpace(10_000_000, 0, 5_500_000));
        assertThat(store.report().sharing())
                .containsExactly(
                        List.of(root.resolve("a").toString(), root.resolve("b").toString()));
        try (ChunkWriter _ = store.begin(announce(ChunkId.random(), bytes(3_000_000, 1)))) {
            assertThat(store.report().space().freeBytes()).isBetween(2_400_000L, 2_500_000L);
            assertRefused(ErrorCode.NO_SPACE, () -> store.begin(announce(ChunkId.random(), bytes(3_000_000, 1))));
        }
    }

    @Test
    void twoFileSystemsCountTwice() {
        disk.totalBytes = 10_000_000;
        disk.usableBytes = 6_000_000;
        open(Long.MAX_VALUE, "a", "b");

        assertThat(store.report().space()).isEqualTo(new NodeSpace(20_000_000, 0, 11_000_000));
        assertThat(store.report().sharing()).isEmpty();
    }

    @Test
    void usedBytesAreCountedAgainAtStart() {
        write(store, chunkId, bytes(1000, 1));
        write(store, ChunkId.random(), bytes(70_000, 2));
        long usedBytes = store.report().space().usedBytes();

        open(CAPACITY, "disk-1");

        assertThat(usedBytes).isPositive();
        assertThat(store.report().space().usedBytes()).isEqualTo(usedBytes);
    }

    @Test
    void writesToTheDirectoryWithMostRoom() {
        open(CAPACITY, "a", "b");
        List<ChunkId> chunks = Stream.generate(ChunkId::random).limit(6).toList();

        chunks.forEach(chunk -> write(store, chunk, bytes(1_000_000, 1)));

        assertThat(store.report().directories())
                .extracting(StoreReport.Directory::usedBytes)
                .allMatch(used -> used > 2_900_000 && used < 3_100_000);
        chunks.forEach(chunk -> assertThat(read(store, chunk)).hasSize(1_000_000));
    }

    @Test
    void oneFailingDirectoryLeavesTheOthersAtWork() {
        open(CAPACITY, "a", "b");
        disk.failOn("write " + root.resolve("a"), "Input/output error");

        List<ChunkId> stored = Stream.generate(ChunkId::random)
                .limit(6)
                .filter(chunk -> succeeds(() -> write(store, chunk, bytes(1000, 1))))
                .toList();

        assertThat(stored).hasSizeGreaterThanOrEqualTo(5);
        stored.forEach(chunk -> assertThat(read(store, chunk)).hasSize(1000));
        assertThat(store.report().failedDirectories())
                .containsExactly(root.resolve("a").toString());
        assertThat(store.report().space().capacityBytes()).isEqualTo(CAPACITY);
    }

    @Test
    void aChunkInAFailedDirectoryIsStillReadAndIsStoredAnewElsewhere() {
        open(CAPACITY, "a");
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        directories.close();
        // The node id of a new directory comes from the one that is there.
        open(CAPACITY, "a", "b");
        directories.all().getFirst().fail("a bad sector");

        assertThat(read(store, chunkId)).isEqualTo(bytes);
        write(store, chunkId, bytes);

        assertThat(fileOf("a", chunkId)).exists();
        assertThat(fileOf("b", chunkId)).exists();
    }

    @Test
    void aDirectoryWhoseDiskHasGoneIsNotWrittenTo() throws IOException {
        Files.delete(root.resolve("disk-1").resolve(DirectoryMarker.FILE_NAME));

        assertThat(store.report().failedDirectories()).hasSize(1);

        assertRefused(ErrorCode.NO_SPACE, () -> write(store, chunkId, bytes(10, 1)));
    }

    @Test
    void aChunkFileThatMayNotBeOpenedIsNoFinding() throws IOException {
        write(store, chunkId, bytes(10, 1));
        Path file = fileOf("disk-1", chunkId);
        Files.move(file, file.resolveSibling("kept"));
        Files.createSymbolicLink(file, file); // opening fails: too many levels of links

        assertRefused(ErrorCode.CHUNK_UNREADABLE, () -> store.open(chunkId));

        assertThat(watcher.corrupt).isEmpty();
    }

    /** A directory in the file's place: it can be opened, and reading it is an I/O error. */
    private Path makeUnreadable(ChunkId chunk) throws IOException {
        Path file = fileOf("disk-1", chunk);
        Path kept = Files.move(file, root.resolve(chunk + ".kept"));
        Files.createDirectory(file);
        for (int i = 0; i < 20; i++) {
            Files.createFile(file.resolve("so-that-every-file-system-says-it-has-a-size-" + i));
        }
        return kept;
    }

    private void makeReadable(ChunkId chunk, Path kept) throws IOException {
        Path file = fileOf("disk-1", chunk);
        Files.move(file, root.resolve(chunk + ".broken"));
        Files.move(kept, file);
    }

    private List<ChunkId> stored(int count) {
        List<ChunkId> chunks = Stream.generate(ChunkId::random).limit(count).toList();
        chunks.forEach(chunk -> write(store, chunk, bytes(1000, 1)));
        return chunks;
    }

    @Test
    @DisplayName("I-4 one file that can't be read is no finding and does not fail its directory")
    void oneFileThatCantBeReadDoesNotFailItsDirectory() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        makeUnreadable(chunkId);

        assertRefused(ErrorCode.CHUNK_UNREADABLE, () -> store.open(chunkId));

        assertThat(store.report().failedDirectories()).isEmpty();
        assertThat(watcher.unreadable).containsExactly(chunkId);
        assertThat(watcher.corrupt).isEmpty();
        write(store, ChunkId.random(), bytes(1000, 1));
    }

    @Test
    void aNewReplicaTakesThePlaceOfOneThatCantBeRead() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        Path file = fileOf("disk-1", chunkId);
        Files.move(file, root.resolve("kept"));
        Files.createSymbolicLink(file, file); // opening fails: too many levels of links

        write(store, chunkId, bytes(1000, 1));

        assertThat(read(store, chunkId)).hasSize(1000);
    }

    @Test
    @DisplayName("I-7 several files that can't be read fail their directory, which is used again when they can be")
    void severalFilesThatCantBeReadFailTheirDirectory() throws IOException {
        List<ChunkId> chunks = stored(DirectoryHealth.UNREADABLE_FILES_OF_A_FAILED_DISK);
        Map<ChunkId, Path> kept = new HashMap<>();
        for (ChunkId chunk : chunks) {
            kept.put(chunk, makeUnreadable(chunk));
            assertRefused(ErrorCode.CHUNK_UNREADABLE, () -> store.open(chunk));
        }
        assertThat(store.report().failedDirectories()).hasSize(1);
        store.tryFailedDirectories();
        assertThat(store.report().failedDirectories())
                .as("nothing has become better")
                .hasSize(1);

        for (ChunkId chunk : chunks) {
            makeReadable(chunk, kept.get(chunk));
        }
        store.tryFailedDirectories();
        store.tryFailedDirectories();

        assertThat(store.report().failedDirectories()).isEmpty();
        chunks.forEach(chunk -> assertThat(read(store, chunk)).hasSize(1000));
    }

    @Test
    @DisplayName("I-7 a directory that could not be written to is used again, without a restart, when it can be")
    void aFailedDirectoryIsUsedAgainWhenItWorks() {
        List<ChunkId> chunks = stored(2);
        disk.failOn("force ", "Input/output error");
        assertRefused(ErrorCode.INTERNAL, () -> write(store, chunkId, bytes(1000, 1)));
        assertThat(store.list(null, 10).failing()).containsExactlyInAnyOrderElementsOf(chunks);
        store.tryFailedDirectories();
        assertThat(store.report().failedDirectories()).as("it still fails").hasSize(1);

        disk.repair();
        store.tryFailedDirectories();
        store.tryFailedDirectories();

        assertThat(store.report().failedDirectories()).isEmpty();
        assertThat(store.list(null, 10).failing()).isEmpty();
        write(store, chunkId, bytes(1000, 1));
    }

    @Test
    @DisplayName("I-4 a disk that is not mounted any more is used again when it is back, and not before")
    void aDiskThatIsMountedAgainIsUsedAgain() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        Files.move(root.resolve("disk-1"), root.resolve("unmounted"));
        Files.createDirectory(root.resolve("disk-1"));
        assertThat(store.report().failedDirectories()).hasSize(1);
        store.tryFailedDirectories();
        assertThat(store.report().failedDirectories()).hasSize(1);
        assertThat(root.resolve("disk-1")).isEmptyDirectory();

        Files.delete(root.resolve("disk-1"));
        Files.move(root.resolve("unmounted"), root.resolve("disk-1"));
        store.tryFailedDirectories();
        store.tryFailedDirectories();

        assertThat(store.report().failedDirectories()).isEmpty();
        write(store, ChunkId.random(), bytes(1000, 1));
    }

    @Test
    void aReplicaInAFailedDirectoryIsNotVerified() {
        write(store, chunkId, bytes(1000, 1));
        directories.all().getFirst().fail("a bad disk");

        assertRefused(ErrorCode.UNAVAILABLE, () -> store.verify(chunkId));
    }

    @Test
    @DisplayName("I-7 an entry that can't be looked into hides nothing else, is named, and keeps no node from starting")
    void anEntryThatCantBeLookedIntoHidesNothingElse() throws IOException {
        List<ChunkId> chunks = stored(3);
        Path loop = root.resolve("disk-1/chunks/zz");
        Files.createSymbolicLink(loop, loop);
        Path inner = root.resolve("disk-1/chunks/yy");
        Files.createDirectory(inner);
        Files.createSymbolicLink(inner.resolve("zz"), inner.resolve("zz"));

        assertThat(store.list(null, 10).chunks()).containsExactlyInAnyOrderElementsOf(chunks);

        assertThat(store.report().failedDirectories()).isEmpty();
        assertThat(store.report().warnings())
                .singleElement()
                .asString()
                .contains("disk-1: 2 entries can't be looked into, such as ", "zz");
        open(CAPACITY, "disk-1");
        assertThat(store.list(null, 10).chunks()).hasSize(3);
    }

    @Test
    @DisplayName("I-4 a file that a newer program wrote is neither damaged nor replaced, and is told")
    void aFileThatANewerProgramWroteIsKept() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        Path file = fileOf("disk-1", chunkId);
        byte[] newer = Files.readAllBytes(file);
        newer[newer.length - 13] = 3; // the last byte of the version
        newer[newer.length - 30] ^= 1; // and whatever else a newer format has otherwise
        Files.write(file, newer);

        assertRefused(ErrorCode.CHUNK_FORMAT_UNKNOWN, () -> store.open(chunkId));
        assertRefused(ErrorCode.CHUNK_FORMAT_UNKNOWN, () -> store.verify(chunkId));
        assertRefused(ErrorCode.CHUNK_FORMAT_UNKNOWN, () -> write(store, chunkId, bytes(1000, 1)));

        assertThat(file).hasBinaryContent(newer);
        assertThat(watcher.corrupt).isEmpty();
        assertThat(store.report().warnings())
                .containsExactly(
                        "1 chunk files have a format that this version of the program does not know; they are kept");
    }

    @Test
    @DisplayName("I-3 a file of which only the version is damaged is damaged")
    void aFileOfWhichOnlyTheVersionIsDamagedIsDamaged() throws IOException {
        write(store, chunkId, bytes(1000, 1));
        flip(fileOf("disk-1", chunkId), Files.size(fileOf("disk-1", chunkId)) - 13);

        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store.open(chunkId));
    }

    // Removals on disk

    private Path quarantined(String directory, ChunkId chunk, UUID removal) {
        return root.resolve(directory).resolve("quarantine").resolve("%s.%s.chunk".formatted(chunk, removal));
    }

    @Test
    @DisplayName("I-2 a quarantine is told only after both directories have been forced, in this order")
    void aQuarantineIsToldOnlyAfterBothDirectoriesHaveBeenForced() {
        write(store, chunkId, bytes(1000, 1));
        disk.forget();

        store.quarantine(chunkId, removalId);

        Path file = fileOf("disk-1", chunkId);
        Path aside = quarantined("disk-1", chunkId, removalId);
        assertThat(disk.steps())
                .containsExactly(
                        "rename " + file + " " + aside,
                        "forceDirectory " + aside.getParent(),
                        "forceDirectory " + file.getParent());
        disk.forget();
        store.quarantine(chunkId, removalId);
        assertThat(disk.steps())
                .as("told again, perhaps after a crash")
                .containsExactly("forceDirectory " + aside.getParent(), "forceDirectory " + file.getParent());
    }

    @Test
    @DisplayName("I-2 what comes back and what is unlinked is forced before it is told")
    void whatComesBackAndWhatIsUnlinkedIsForced() {
        write(store, chunkId, bytes(1000, 1));
        store.quarantine(chunkId, removalId);
        Path file = fileOf("disk-1", chunkId);
        Path aside = quarantined("disk-1", chunkId, removalId);

        disk.forget();
        store.restore(chunkId, removalId);
        assertThat(disk.steps())
                .containsExactly(
                        "rename " + aside + " " + file,
                        "forceDirectory " + file.getParent(),
                        "forceDirectory " + aside.getParent());

        store.quarantine(chunkId, removalId);
        disk.forget();
        store.unlink(chunkId, removalId);
        assertThat(disk.steps()).containsExactly("delete " + aside, "forceDirectory " + aside.getParent());
    }

    /** Where the chunk's bytes are, in service or in quarantine; each file must be whole. */
    private List<Path> wholeFilesOf(ChunkId chunk, byte[] bytes) throws IOException {
        List<Path> files = Stream.concat(filesIn("disk-1/chunks").stream(), filesIn("disk-1/quarantine").stream())
                .filter(file -> file.getFileName().toString().startsWith(chunk.toString()))
                .toList();
        for (Path file : files) {
            assertThat(Arrays.copyOf(Files.readAllBytes(file), bytes.length)).isEqualTo(bytes);
        }
        return files;
    }

    @Test
    @DisplayName(
            "I-4, I-7 a process killed at any step of a removal has the file in exactly one place, and the step can be repeated")
    void aProcessKilledAtAnyStepOfARemoval() throws IOException {
        byte[] bytes = bytes(100_000, 1);
        for (int step = 0; step < 5; step++) {
            ChunkId killed = ChunkId.random();
            UUID removal = Ids.next();
            write(store, killed, bytes);

            dieAt(step, () -> store.quarantine(killed, removal));
            assertThat(wholeFilesOf(killed, bytes))
                    .as("quarantine, step %d", step)
                    .hasSize(1);
            assertThat(store.quarantine(killed, removal).outcome()).isEqualTo(RemovalResult.Outcome.QUARANTINED);
            assertThat(quarantined("disk-1", killed, removal)).exists();

            dieAt(step, () -> store.restore(killed, removal));
            assertThat(wholeFilesOf(killed, bytes)).as("restore, step %d", step).hasSize(1);
            assertThat(store.restore(killed, removal).outcome()).isEqualTo(RemovalResult.Outcome.RESTORED);
            assertThat(read(store, killed)).isEqualTo(bytes);

            store.quarantine(killed, removal);
            dieAt(step, () -> store.unlink(killed, removal));
            assertThat(store.unlink(killed, removal).outcome())
                    .isIn(RemovalResult.Outcome.UNLINKED, RemovalResult.Outcome.ABSENT);
            assertThat(wholeFilesOf(killed, bytes)).as("unlink, step %d", step).isEmpty();
            assertThat(store.report().space().usedBytes()).isZero();
            assertThat(store.report().quarantinedBytes()).isZero();
        }
    }

    /** The process dies at this step and is started again. */
    private void dieAt(int step, Runnable call) {
        disk.forget();
        disk.dieAtStep(step);
        succeeds(call);
        disk.repair();
        open(CAPACITY, "disk-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rename", "forceDirectory"})
    @DisplayName("I-4 a step that fails on the disk fails the quarantine, and the file is still there")
    void aFailedStepFailsTheQuarantine(String step) throws IOException {
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        disk.failOn(step, "Input/output error");

        assertRefused(ErrorCode.INTERNAL, () -> store.quarantine(chunkId, removalId));

        disk.repair();
        assertThat(wholeFilesOf(chunkId, bytes)).hasSize(1);
        assertThat(store.report().failedDirectories()).hasSize(1);
    }

    @Test
    void movesEveryFileOfAChunkThatLiesInSeveralDirectories() {
        byte[] bytes = bytes(1000, 1);
        open(CAPACITY, "a");
        write(store, chunkId, bytes);
        open(CAPACITY, "a", "b");
        directories.all().getFirst().fail("a bad sector");
        write(store, chunkId, bytes);
        open(CAPACITY, "a", "b"); // the node is started again, and both work

        assertThat(store.list(null, 10).chunks()).containsExactly(chunkId);
        store.quarantine(chunkId, removalId);

        assertThat(quarantined("a", chunkId, removalId)).exists();
        assertThat(quarantined("b", chunkId, removalId)).exists();
        assertThat(store.list(null, 10).quarantined()).hasSize(1);
        assertThat(store.restore(chunkId, removalId).outcome()).isEqualTo(RemovalResult.Outcome.RESTORED);
        assertThat(read(store, chunkId)).isEqualTo(bytes);
        assertThat(quarantined("b", chunkId, removalId)).exists();
        store.unlink(chunkId, removalId);
        assertThat(quarantined("b", chunkId, removalId)).doesNotExist();
        assertThat(read(store, chunkId)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-4 nothing is changed in a directory that has failed, and no one is told that the file is gone")
    void nothingIsChangedInADirectoryThatHasFailed() {
        write(store, chunkId, bytes(1000, 1));
        directories.all().getFirst().fail("a bad sector");

        assertRefused(ErrorCode.UNAVAILABLE, () -> store.quarantine(chunkId, removalId));

        assertThat(store.list(null, 10).chunks()).as("still readable").containsExactly(chunkId);
    }

    /** As a file system does that has shut down: it does not even say whether there is a file. */
    private void breakChunks(String directory) throws IOException {
        for (String folder : List.of("chunks", "quarantine")) {
            Path broken = root.resolve(directory).resolve(folder);
            Files.move(broken, root.resolve(directory + "-" + folder));
            Files.createSymbolicLink(broken, broken);
        }
    }

    @Test
    @DisplayName(
            "I-4 a dead disk keeps no removal from its steps on another one, and no one is told that a file is gone")
    void aDeadDiskKeepsNoRemovalFromItsStepsOnAnotherOne() throws IOException {
        open(CAPACITY, "b");
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        open(CAPACITY, "a", "b");
        breakChunks("a");

        assertThat(store.quarantine(chunkId, removalId).outcome()).isEqualTo(RemovalResult.Outcome.QUARANTINED);
        assertThat(store.restore(chunkId, removalId).outcome()).isEqualTo(RemovalResult.Outcome.RESTORED);
        assertThat(read(store, chunkId)).isEqualTo(bytes);
        assertThat(store.quarantine(chunkId, removalId).outcome()).isEqualTo(RemovalResult.Outcome.QUARANTINED);
        assertThat(store.unlink(chunkId, removalId).outcome()).isEqualTo(RemovalResult.Outcome.UNLINKED);
        assertRefused(ErrorCode.UNAVAILABLE, () -> store.unlink(chunkId, removalId));
        assertRefused(ErrorCode.UNAVAILABLE, () -> store.quarantine(ChunkId.random(), removalId));
        assertRefused(ErrorCode.UNAVAILABLE, () -> store.restore(ChunkId.random(), removalId));
    }

    @Test
    @DisplayName("I-4 a directory that can't be listed is reported as failed")
    void aDirectoryThatCantBeListedIsReportedAsFailed() throws IOException {
        open(CAPACITY, "a", "b");
        List<ChunkId> chunks = Stream.generate(ChunkId::random).limit(6).toList();
        chunks.forEach(chunk -> write(store, chunk, bytes(100_000, 1)));
        Files.move(root.resolve("a/chunks"), root.resolve("gone"));

        List<ChunkId> listed = store.list(null, 10).chunks();

        assertThat(listed).isNotEmpty().hasSizeLessThan(6);
        assertThat(store.report().failedDirectories())
                .containsExactly(root.resolve("a").toString());
    }

    @Test
    void strayFilesAreNotListedAndNotTouched() throws IOException {
        write(store, chunkId, bytes(10, 1));
        Path folder = fileOf("disk-1", chunkId).getParent();
        List<Path> strays = List.of(
                root.resolve("disk-1/chunks/readme.txt"),
                folder.getParent().resolve("stray"),
                folder.resolve("notes"),
                folder.resolve(ChunkId.valueOf("00000000-0000-7000-8000-000000000000") + ".chunk"),
                folder.resolve("z".repeat(36) + ".chunk"),
                root.resolve("disk-1/quarantine/thesis.txt"));
        for (Path stray : strays) {
            Files.writeString(stray, "mine");
        }

        assertThat(store.list(null, 10)).isEqualTo(new Inventory(null, List.of(chunkId), List.of(), List.of()));
        open(CAPACITY, "disk-1");

        assertThat(strays).allSatisfy(stray -> assertThat(stray).hasContent("mine"));
    }

    @Test
    void namesThatAnEarlierVersionGaveAreUnderstood() throws IOException {
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        Path old = root.resolve("disk-1/quarantine/%s.1772359200123-7.chunk".formatted(chunkId));
        Files.move(fileOf("disk-1", chunkId), old);

        open(CAPACITY, "disk-1");

        QuarantinedFile found = store.list(null, 10).quarantined().getFirst();
        assertThat(found.chunkId()).isEqualTo(chunkId);
        assertThat(found.since()).isEqualTo(Instant.ofEpochMilli(1_772_359_200_123L));
        assertThat(found.removalId().version()).isEqualTo(7);
        assertThat(store.report().quarantinedBytes()).isEqualTo(found.fileBytes());
        assertThat(QuarantineName.ofOldName(old.getFileName().toString()))
                .as("the same each time")
                .contains(new QuarantineName(chunkId, found.removalId()));
        assertThat(store.restore(chunkId, found.removalId()).outcome()).isEqualTo(RemovalResult.Outcome.RESTORED);
        assertThat(read(store, chunkId)).isEqualTo(bytes);
    }

    // Notes

    @Test
    @DisplayName("I-7 a note is durable, and a crash leaves the old one or the new one")
    void aNoteIsDurable() {
        directories.notes().write("epoch", "1");
        disk.forget();
        directories.notes().write("epoch", "2");
        Path note = root.resolve("disk-1/dfs-epoch.json");
        Path temp = root.resolve("disk-1/tmp/dfs-epoch.json.2.tmp");
        assertThat(disk.steps())
                .containsExactly(
                        "create " + temp,
                        "write " + temp,
                        "force " + temp,
                        "rename " + temp + " " + note,
                        "forceDirectory " + root.resolve("disk-1"));

        for (int step = 0; step < 5; step++) {
            dieAt(step, () -> directories.notes().write("epoch", "3"));
            assertThat(directories.notes().read("epoch")).hasSize(1).isSubsetOf("2", "3");
        }
    }

    @Test
    @DisplayName("a note is not written to the mount point of a disk that has just been unmounted")
    void aNoteIsNotWrittenToAMountPoint() throws IOException {
        open(CAPACITY, "a", "b");
        Files.move(root.resolve("a"), root.resolve("a.disk"));
        Files.createDirectory(root.resolve("a"));

        directories.notes().write("epoch", "7");

        assertThat(root.resolve("a")).isEmptyDirectory();
        assertThat(root.resolve("b/dfs-epoch.json")).hasContent("7");
        assertThat(directories.all().getFirst().works()).isFalse();
    }

    @Test
    void aTrialThatEndsHalfwayLeavesNoFileForEachTime() throws IOException {
        disk.failOn("force", "Input/output error");
        assertRefused(ErrorCode.INTERNAL, () -> write(store, chunkId, bytes(10, 1)));

        for (int round = 0; round < 10; round++) {
            store.tryFailedDirectories();
        }

        assertThat(filesIn("disk-1/tmp")).hasSizeLessThanOrEqualTo(1);
        disk.repair();
        for (int round = 0; round < DirectoryHealth.LONGEST_PAUSE; round++) {
            store.tryFailedDirectories();
        }
        assertThat(filesIn("disk-1/tmp")).isEmpty();
        assertThat(store.report().failedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("I-3 a damaged file in one directory hides no good one in another")
    void aDamagedFileHidesNoGoodOne() throws IOException {
        open(CAPACITY, "a", "b");
        byte[] bytes = bytes(1000, 1);
        write(store, chunkId, bytes);
        Path stored = filesIn("a/chunks").isEmpty() ? fileOf("b", chunkId) : fileOf("a", chunkId);
        Path other = stored.equals(fileOf("a", chunkId)) ? fileOf("b", chunkId) : fileOf("a", chunkId);
        Files.createDirectories(other.getParent());
        Files.copy(stored, other);
        flip(fileOf("a", chunkId), 7);

        assertThat(store.verify(chunkId).lengthBytes()).isEqualTo(1000);
        assertThat(watcher.written).as("the finding no longer holds").contains(chunkId);

        flip(fileOf("b", chunkId), 7);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store.verify(chunkId));
        flip(fileOf("b", chunkId), 7);
        store.verify(chunkId);
        assertThat(read(store, chunkId)).isEqualTo(bytes);
    }

    @Test
    void tellsHowLongItsDisksTake() {
        assertThat(directories.latencies()).as("nothing was read or written").isEmpty();

        write(store, chunkId, bytes(1000, 1));
        assertThat(directories.latencies()).singleElement().satisfies(disk -> {
            assertThat(disk.path()).isEqualTo(root.resolve("disk-1").toString());
            assertThat(disk.writes())
                    .satisfies(writes -> assertThat(writes.samples()).isEqualTo(1));
            assertThat(disk.reads()).isNull();
        });

        read(store, chunkId);
        assertThat(directories.latencies())
                .singleElement()
                .satisfies(disk -> assertThat(disk.reads())
                        .satisfies(reads -> assertThat(reads.samples()).isEqualTo(1)));
    }

    @Test
    void everyDirectoryHasItsCopyOfANote() throws IOException {
        open(CAPACITY, "a", "b");
        directories.notes().write("epoch", "7");
        Files.delete(root.resolve("a/dfs-epoch.json"));

        assertThat(directories.notes().read("epoch")).containsExactly("7");
        assertThat(directories.notes().read("other")).isEmpty();

        directories.all().getFirst().fail("a bad sector");
        directories.notes().write("epoch", "8");
        assertThat(root.resolve("b/dfs-epoch.json")).hasContent("8");
        directories.all().getLast().fail("another one");
        assertRefused(ErrorCode.NO_SPACE, () -> directories.notes().write("epoch", "9"));
    }
}
