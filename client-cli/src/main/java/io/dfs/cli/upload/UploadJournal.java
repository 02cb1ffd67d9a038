package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.JournalLine.Chunk;
import io.dfs.cli.upload.JournalLine.Committed;
import io.dfs.cli.upload.JournalLine.Start;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.FileStat;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.token.TokenSigner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
 * What a command has done so far, so that the same command run again sends only what is missing (I-7). Nothing in it is
 * believed without proof: a committed file is looked up in the store, and a chunk is compared with the file's bytes. Without a
 * place for it the upload works as well, but can't be resumed. Thread-safe.
 *
 * <p>Upload ids are made from the journal's nonce and the file's path and state, so they need no line of their own, and a
 * commit whose answer was lost is repeated under the same id by the next run.
 */
final class UploadJournal implements AutoCloseable {

    private static final int FORMAT = 2;

    /** Counted from its beginning, so that one file that can never be read does not keep a journal alive. */
    private static final Duration LIFETIME = Duration.ofDays(7);

    /** Receipts nearer to their end than this are not relied on. */
    private static final Duration MARGIN = Duration.ofHours(2);

    private final Clock clock;
    private final Consumer<String> notResumable;
    private final IdMap committed = new IdMap();
    private final IdMap superseded = new IdMap();
    private final Map<UUID, Map<Integer, SentChunk>> chunks = new HashMap<>();
    private @Nullable JournalFile file;
    private @Nullable Start start;
    private boolean useful;
    private boolean resumed;

    private UploadJournal(Clock clock, Consumer<String> notResumable) {
        this.clock = clock;
        this.notResumable = notResumable;
    }

    /** For an upload that can't be resumed. */
    static UploadJournal unrecorded(Clock clock) {
        return new UploadJournal(clock, _ -> {});
    }

    /**
     * Opens the command's journal, or begins it. Refuses if the same command is running.
     *
     * @param notResumable is told, at most once, why the upload can't be resumed if it breaks off
     */
    static UploadJournal open(Path directory, JournalIdentity identity, Clock clock, Consumer<String> notResumable) {
        UploadJournal journal = new UploadJournal(clock, notResumable);
        try {
            journal.file = JournalFile.open(directory.resolve(identity.fileName()));
            journal.file.load(journal::note);
            journal.file.removeOlder(clock.instant().minus(LIFETIME), JournalIdentity::isFileName);
        } catch (IOException e) {
            journal.giveUp("keep its journal in", directory, e);
        }
        return journal;
    }

    /** Where each source goes: what the first run of the command found out. */
    List<FilePath> targets(JournalIdentity identity, Supplier<List<FilePath>> resolve) {
        if (start == null) {
            start = new Start(FORMAT, UUID.randomUUID(), identity, resolve.get(), clock.millis());
            append(JournalLine.of(start));
        }
        return start.targets();
    }

    /** Takes over what the line says; returns false where the journal ends, because of a line that is torn or too old. */
    private boolean note(byte[] json) {
        JournalLine line = parse(json);
        if (line == null || (start == null) != (line.start() != null)) {
            return false;
        }
        if (line.start() != null) {
            return begin(line.start());
        }
        resumed = true;
        if (line.chunk() != null) {
            noteChunk(line.chunk());
        }
        if (line.committed() != null) {
            line.committed().forEach(this::noteCommitted);
        }
        if (line.superseded() != null) {
            superseded.put(line.superseded(), 0);
        }
        return true;
    }

    private static @Nullable JournalLine parse(byte[] line) {
        try {
            return Json.read(line, JournalLine.class);
        } catch (JacksonException _) {
            return null;
        }
    }

    private boolean begin(Start first) {
        boolean usable = first.format() == FORMAT && isYounger(first.atMillis(), LIFETIME);
        start = usable ? first : null;
        return usable;
    }

    private void noteChunk(Chunk chunk) {
        if (isYounger(chunk.atMillis(), TokenSigner.RECEIPT_LIFETIME.minus(MARGIN))) {
            chunks.computeIfAbsent(chunk.uploadId(), _ -> new HashMap<>()).put(chunk.index(), chunk.sent());
        }
    }

    /** What lies in the future was written before the clock was set back, and tells nothing of its age. */
    private boolean isYounger(long atMillis, Duration limit) {
        long ageMillis = clock.millis() - atMillis;
        return ageMillis >= 0 && ageMillis < limit.toMillis();
    }

    private void noteCommitted(Committed file) {
        chunks.remove(file.uploadId());
        committed.put(file.uploadId(), proof(file.version(), file.crc32c()));
    }

    private static long proof(long version, Crc32c crc32c) {
        return version << 32 | crc32c.unsigned();
    }

    /** Whether an earlier run of the command sent or committed something. */
    boolean resumed() {
        return resumed;
    }

    /** The same for the same file in the same state under the same journal, unless what it made was replaced. */
    synchronized UUID uploadId(LocalFile localFile) {
        UUID nonce = Objects.requireNonNull(start, "the targets come first").nonce();
        FileState state = localFile.state();
        UUID id = hash("%s\n%s\n%s\n%s\n%s\n%s"
                .formatted(
                        nonce,
                        localFile.target(),
                        state.sizeBytes(),
                        state.modifiedNanos(),
                        state.changedNanos(),
                        state.inode()));
        while (superseded.contains(id)) {
            id = hash(id.toString());
        }
        return id;
    }

    /** A UUIDv8 (RFC 9562 §5.8). */
    private static UUID hash(String text) {
        ByteBuffer hash = ByteBuffer.wrap(JournalIdentity.sha256(text.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Whether an earlier run has committed the file. Whether it is still there only the store can tell. */
    synchronized boolean hasCommitted(LocalFile localFile) {
        return committed.size() > 0 && committed.contains(uploadId(localFile));
    }

    /** Whether what stands at the file's target is what an earlier run has committed. */
    synchronized boolean isProvenBy(LocalFile localFile, @Nullable FileStat standing) {
        return standing != null
                && standing.version() != null
                && standing.crc32c() != null
                && committed.contains(uploadId(localFile), proof(standing.version(), standing.crc32c()));
    }

    /**
     * Something else stands where an earlier run may have put the file, and is to be replaced: under the same upload id the
     * service would take the commit for a repetition, and leave what stands there.
     */
    synchronized void supersede(LocalFile localFile) {
        UUID id = uploadId(localFile);
        superseded.put(id, 0);
        chunks.remove(id);
        append(JournalLine.superseded(id));
    }

    /** Chunks of the file that an earlier run has sent, by their index. */
    synchronized Map<Integer, SentChunk> chunksOf(UUID uploadId) {
        return Map.copyOf(chunks.getOrDefault(uploadId, Map.of()));
    }

    /** The service did not accept these receipts: the next try sends everything. */
    synchronized void forgetChunks(UUID uploadId) {
        chunks.remove(uploadId);
    }

    /** Whether there is something that a later run could continue from. */
    synchronized boolean isUseful() {
        return useful || resumed;
    }

    synchronized boolean isRecorded() {
        return file != null;
    }

    synchronized void addChunk(UUID uploadId, int index, SentChunk sent) {
        append(JournalLine.of(new Chunk(
                uploadId, index, sent.chunkId(), sent.lengthBytes(), sent.crc32c(), sent.receipts(), clock.millis())));
    }

    synchronized void addCommitted(List<Committed> files) {
        files.forEach(one -> chunks.remove(one.uploadId()));
        append(JournalLine.of(files));
    }

    private void append(JournalLine line) {
        useful |= line.start() == null;
        if (file == null) {
            return;
        }
        try {
            file.append(Json.write(line));
        } catch (IOException e) {
            giveUp("write its journal", file.path(), e);
        }
    }

    /** Being resumable is a comfort: a full home directory must not end a transfer of hours. */
    private void giveUp(String what, Path path, IOException cause) {
        notResumable.accept("this upload can't be resumed from here if it breaks off: "
                + LocalFileException.of(what, path, cause).getMessage());
        close();
        file = null;
    }

    /** Everything is done: nothing is left to resume. */
    synchronized void delete() {
        if (file != null) {
            try {
                file.delete();
            } catch (IOException e) {
                giveUp("remove its journal", file.path(), e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException _) {
                // Nothing in it was promised to be kept.
            }
        }
    }
}
