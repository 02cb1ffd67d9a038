package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.JournalLine.Chunk;
import io.dfs.cli.upload.JournalLine.Start;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.token.TokenSigner;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a command has done so far, so that the same command run again sends only what is missing (I-7). Lines are appended
 * without fsync: the kernel keeps them when the process is killed, and after a power failure they are at worst missing.
 * Thread-safe.
 *
 * <p>Upload ids are made from the journal's nonce and the file's path and state, so they need no line of their own, and a
 * commit whose answer was lost is repeated under the same id by the next run.
 */
final class UploadJournal implements AutoCloseable {

    private static final int FORMAT = 1;
    private static final int MAX_LINE_BYTES = 8 << 20;

    /** Receipts nearer to their end than this are not relied on. */
    private static final Duration MARGIN = Duration.ofHours(2);

    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private final Clock clock;
    private final IdSet committed = new IdSet();
    private final Map<UUID, Map<Integer, SentChunk>> chunks = new HashMap<>();
    private @Nullable Start start;
    private boolean useful;
    private boolean resumed;

    private UploadJournal(@Nullable Path file, @Nullable FileChannel channel, Clock clock) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
    }

    /** For an upload that can't be resumed. */
    static UploadJournal unrecorded(Clock clock) {
        return new UploadJournal(null, null, clock);
    }

    /** Opens the command's journal, or begins it. Refuses if the same command is running. */
    static UploadJournal open(Path directory, JournalIdentity identity, Clock clock) {
        Path file = directory.resolve(identity.fileName());
        try {
            createPrivate(directory);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(channel, file);
                UploadJournal journal = new UploadJournal(file, channel, clock);
                journal.load(channel);
                return journal;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw LocalFileException.of("keep the upload's journal", file, e);
        }
    }

    /** Receipts let their bearer commit; they are nobody else's business. */
    private static void createPrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException _) {
            // Another thread of this very process; told like another process.
        }
        throw new LocalFileException(
                "the same upload is running already (its journal %s is locked): wait for its end, or stop it"
                        .formatted(file));
    }

    private void load(FileChannel journal) throws IOException {
        long end = readLines(journal, this::noteCommitted);
        readLines(journal, this::noteChunk);
        journal.truncate(end).position(end);
    }

    /** Where each source goes: what the first run of the command found out. */
    List<FilePath> targets(JournalIdentity identity, Supplier<List<FilePath>> resolve) {
        if (start == null) {
            start = new Start(FORMAT, UUID.randomUUID(), identity, resolve.get());
            append(JournalLine.of(start));
        }
        return start.targets();
    }

    private void noteCommitted(JournalLine line) {
        if (line.start() != null) {
            start = line.start();
        } else {
            resumed = true;
        }
        List<UUID> ids = line.committed();
        if (ids != null) {
            ids.forEach(committed::add);
        }
    }

    /** Only files that are not committed yet, of which there are few: as many as were under way. */
    private void noteChunk(JournalLine line) {
        Chunk chunk = line.chunk();
        if (chunk == null || committed.contains(chunk.uploadId())) {
            return;
        }
        long ageMillis = clock.millis() - chunk.atMillis();
        if (ageMillis >= 0
                && ageMillis < TokenSigner.RECEIPT_LIFETIME.minus(MARGIN).toMillis()) {
            chunks.computeIfAbsent(chunk.uploadId(), _ -> new HashMap<>()).put(chunk.index(), chunk.sent());
        }
    }

    /** Returns where the last whole and readable line ends; what follows was torn by a crash. */
    private static long readLines(FileChannel journal, Consumer<JournalLine> consumer) throws IOException {
        journal.position(0);
        InputStream in = new BufferedInputStream(Channels.newInputStream(journal), 64 * 1024);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long end = 0;
        for (int b = in.read(); b >= 0 && line.size() < MAX_LINE_BYTES; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            JournalLine parsed = parse(line.toByteArray());
            boolean first = end == 0;
            if (parsed == null || first != (parsed.start() != null)) {
                return end;
            }
            consumer.accept(parsed);
            end += line.size() + 1;
            line.reset();
        }
        return end;
    }

    private static @Nullable JournalLine parse(byte[] line) {
        try {
            JournalLine parsed = Json.read(line, JournalLine.class);
            Start first = parsed.start();
            return first != null && first.format() != FORMAT ? null : parsed;
        } catch (JacksonException _) {
            return null;
        }
    }

    /** Whether an earlier run of the command sent or committed something. */
    boolean resumed() {
        return resumed;
    }

    /** The same for the same file in the same state under the same journal: a UUIDv8 (RFC 9562 §5.8) of a hash. */
    UUID uploadId(LocalFile localFile) {
        UUID nonce = Objects.requireNonNull(start, "the targets come first").nonce();
        FileState state = localFile.state();
        String key = "%s\n%s\n%d\n%d\n%s"
                .formatted(nonce, localFile.target(), state.sizeBytes(), state.modifiedNanos(), state.inode());
        ByteBuffer hash = ByteBuffer.wrap(JournalIdentity.sha256(key.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    synchronized boolean isCommitted(UUID uploadId) {
        return committed.contains(uploadId);
    }

    /** Chunks of the file that an earlier run has sent, by their index. */
    synchronized Map<Integer, SentChunk> chunksOf(UUID uploadId) {
        return Map.copyOf(chunks.getOrDefault(uploadId, Map.of()));
    }

    /** The service did not accept these receipts: the next try sends everything. */
    synchronized void forgetChunks(UUID uploadId) {
        chunks.remove(uploadId);
    }

    /** Whether there is something that a later run could go on from. */
    synchronized boolean isUseful() {
        return useful || resumed;
    }

    synchronized void addChunk(UUID uploadId, int index, SentChunk sent) {
        append(JournalLine.of(new Chunk(
                uploadId, index, sent.chunkId(), sent.lengthBytes(), sent.crc32c(), sent.receipts(), clock.millis())));
    }

    synchronized void addCommitted(List<UUID> uploadIds) {
        uploadIds.forEach(chunks::remove);
        append(JournalLine.of(new ArrayList<>(uploadIds)));
    }

    private void append(JournalLine line) {
        useful |= line.start() == null;
        if (channel == null) {
            return;
        }
        byte[] json = Json.write(line);
        ByteBuffer bytes =
                ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write the upload's journal", String.valueOf(file), e);
        }
    }

    /** Everything is done: nothing is left to resume. */
    void delete() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw LocalFileException.of("remove the upload's journal", file, e);
            }
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw LocalFileException.of("close the upload's journal", String.valueOf(file), e);
            }
        }
    }
}
