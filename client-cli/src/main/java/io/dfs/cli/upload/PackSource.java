package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.checksum.Crc32c;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chunk that is a tar file of many small files. Reads one of them at a time into memory. */
final class PackSource implements ChunkSource {

    private final List<PackMember> members;
    private final long lengthBytes;
    private final @Nullable Crc32c[] checksums;

    PackSource(List<LocalFile> files) {
        List<PackMember> placed = new ArrayList<>(files.size());
        long offset = 0;
        for (LocalFile file : files) {
            long dataOffset = offset + TarFormat.header(file.target(), file.state()).length;
            placed.add(new PackMember(file, dataOffset));
            offset = dataOffset + file.sizeBytes() + TarFormat.paddingBytes(file.sizeBytes());
        }
        this.members = List.copyOf(placed);
        this.lengthBytes = offset + TarFormat.TRAILER_BYTES;
        this.checksums = new @Nullable Crc32c[members.size()];
    }

    /** A member is not what the walk saw any more: the pack must be made without it. */
    static final class MemberFailed extends RuntimeException {

        private final transient LocalFile file;
        private final RuntimeException failure;

        MemberFailed(LocalFile file, RuntimeException failure) {
            super(failure.getMessage(), failure);
            this.file = file;
            this.failure = failure;
        }

        RuntimeException failure() {
            return failure;
        }

        LocalFile file() {
            return file;
        }
    }

    List<PackMember> members() {
        return members;
    }

    /** Of the member's bytes, as all readings found them. */
    synchronized Crc32c checksum(int index) {
        return Objects.requireNonNull(checksums[index], "the pack has been read");
    }

    /** A slow node reads the pack for itself, and a second chunk from the beginning: what one sends must be what all send. */
    private synchronized void requireSameAsBefore(int index, Crc32c crc32c) {
        Crc32c before = checksums[index];
        if (before != null && !before.equals(crc32c)) {
            throw members.get(index).file().changed();
        }
        checksums[index] = crc32c;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public String origin() {
        return Origins.PACK;
    }

    @Override
    public InputStream open() {
        return new SegmentStream();
    }

    /** Each member was checked as it was read, and the bytes of it that were sent are the ones in memory. */
    @Override
    public void requireUnchanged() {}

    private byte[] readMember(int index) {
        LocalFile file = members.get(index).file();
        try {
            byte[] bytes = readAtOneMoment(file);
            requireSameAsBefore(index, Crc32c.of(bytes));
            return bytes;
        } catch (IOException e) {
            throw new MemberFailed(file, LocalFileException.of("read", file.path(), e));
        } catch (LocalFileException | UnreliableSizeException e) {
            throw new MemberFailed(file, e);
        }
    }

    /** Where the file has changed since the walk, a second reading tells whether its first bytes are still the same. */
    private static byte[] readAtOneMoment(LocalFile file) throws IOException {
        int expected = Math.toIntExact(file.sizeBytes());
        byte[] bytes = read(file, expected + 1);
        if (file.isUnchanged()) {
            if (bytes.length != expected) {
                throw new UnreliableSizeException(file);
            }
            return bytes;
        }
        byte[] again = read(file, expected);
        file.requireNotReplaced();
        if (bytes.length < expected || !Arrays.equals(bytes, 0, expected, again, 0, again.length)) {
            throw file.changed();
        }
        return again;
    }

    private static byte[] read(LocalFile file, int maxBytes) throws IOException {
        try (InputStream in = file.region(0, 0, maxBytes).open()) {
            return in.readNBytes(maxBytes);
        }
    }

    /** Header, data and padding of each member one after the other, each made when its turn comes. */
    private final class SegmentStream extends InputStream {

        private static final int SEGMENTS_PER_MEMBER = 3;

        private int next;
        private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

        private byte @Nullable [] nextSegment() {
            int segment = next++;
            int index = segment / SEGMENTS_PER_MEMBER;
            if (index >= members.size()) {
                return segment == members.size() * SEGMENTS_PER_MEMBER ? new byte[TarFormat.TRAILER_BYTES] : null;
            }
            LocalFile file = members.get(index).file();
            return switch (segment % SEGMENTS_PER_MEMBER) {
                case 0 -> TarFormat.header(file.target(), file.state());
                case 1 -> readMember(index);
                default -> new byte[TarFormat.paddingBytes(file.sizeBytes())];
            };
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            while (current.available() == 0) {
                byte[] segment = nextSegment();
                if (segment == null) {
                    return -1;
                }
                current = new ByteArrayInputStream(segment);
            }
            return current.read(bytes, offset, length);
        }
    }
}
