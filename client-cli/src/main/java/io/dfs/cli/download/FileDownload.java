package io.dfs.cli.download;

import io.dfs.cli.download.ByteRange.Span;
import io.dfs.cli.download.FileVersion.FileChanged;
import io.dfs.cli.transfer.Slots;
import io.dfs.common.api.FileLocations;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One file of the store into one local file. */
final class FileDownload {

    private static final int MAX_RESTARTS = 5;

    private final DownloadRun run;
    private final FilePath path;
    private final Path target;
    private final @Nullable ByteRange range;

    /** @param range null for the whole file */
    FileDownload(DownloadRun run, FilePath path, Path target, @Nullable ByteRange range) {
        this.run = run;
        this.path = path;
        this.target = target;
        this.range = range;
    }

    void download() {
        for (int restarts = 0; ; restarts++) {
            AtomicLong shown = new AtomicLong();
            AtomicLong expected = new AtomicLong();
            try {
                downloadOneVersion(shown, expected);
                return;
            } catch (FileChanged e) {
                run.progress().done(-shown.get());
                run.progress().expect(-expected.get());
                if (restarts == MAX_RESTARTS) {
                    throw changedTooOften(e);
                }
                run.progress().warn("%s was overwritten while it was read: starting again".formatted(path));
            }
        }
    }

    private DfsException changedTooOften(FileChanged cause) {
        return new DfsException(
                ErrorCode.VERSION_MISMATCH,
                "%s was overwritten %d times while it was read: try again when it is at rest"
                        .formatted(path, MAX_RESTARTS + 1),
                cause);
    }

    private void downloadOneVersion(AtomicLong shown, AtomicLong expected) {
        FileLocations first = Spans.first(run.metadata(), path, range);
        FileVersion version = FileVersion.of(first);
        Span span = Spans.of(version, range);
        expected.set(span.lengthBytes());
        run.progress().expect(span.lengthBytes());
        if (!run.overwrite() && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            requireSame(version);
            run.progress().resumed(span.lengthBytes());
            return;
        }
        try (PartFile part = PartFile.open(target, run.journal(), isWorthKeeping(first, version) ? version : null)) {
            try {
                fetchAll(part, new Locations(run.metadata(), first, span), version, span, shown);
                finish(part, version, span);
            } catch (RuntimeException e) {
                if (!part.isResumable()) {
                    part.discard();
                }
                throw e;
            }
        }
        run.files().incrementAndGet();
        run.bytes().addAndGet(span.lengthBytes());
    }

    /** Downloading again what is here already is no error; replacing something else unasked would be. */
    private void requireSame(FileVersion version) {
        if (range != null || !PartFile.isSame(target, version.lengthBytes(), version.crc32c())) {
            throw PartFile.alreadyExists(target);
        }
    }

    /** Of a file with one extent nothing is complete before all is. */
    private boolean isWorthKeeping(FileLocations first, FileVersion version) {
        return range == null
                && !first.extents().isEmpty()
                && first.extents().getFirst().lengthBytes() < version.lengthBytes();
    }

    private void finish(PartFile part, FileVersion version, Span span) {
        if (!part.finish(span.lengthBytes(), run.overwrite())) {
            requireSame(version); // another download was faster
            part.discard();
        }
    }

    private void fetchAll(PartFile part, Locations pieces, FileVersion version, Span span, AtomicLong shown) {
        try (Slots slots = new Slots(run.parallel(), run.gate())) {
            while (pieces.hasNext()) {
                Piece piece = pieces.next();
                slots.start(() -> fetch(part, piece, version, span, shown));
            }
            slots.awaitAll();
        }
    }

    private void fetch(PartFile part, Piece piece, FileVersion version, Span span, AtomicLong shown) {
        if (part.has(piece)) {
            run.progress().resumed(piece.lengthBytes());
        } else {
            long offset = piece.fileOffset() - span.start();
            run.fetcher()
                    .fetch(
                            version,
                            piece,
                            (pieceOffset, bytes, from, length) ->
                                    part.write(offset + pieceOffset, bytes, from, length));
            part.markVerified(piece);
            run.progress().done(piece.lengthBytes());
        }
        shown.addAndGet(piece.lengthBytes());
    }
}
