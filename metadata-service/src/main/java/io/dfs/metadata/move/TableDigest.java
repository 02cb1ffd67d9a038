package io.dfs.metadata.move;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a table has, and the sum of their SHA-256 hashes: the same for the same rows, in whatever order a database
 * returns them.
 */
final class TableDigest {

    record Result(long rows, long high, long low) {}

    private final MessageDigest sha256 = sha256();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream row = new DataOutputStream(bytes);
    private long rows;
    private long high;
    private long low;

    void add(@Nullable Object[] values) {
        try {
            bytes.reset();
            for (Object value : values) {
                write(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't be written", e);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(bytes.toByteArray()));
        rows++;
        high += hash.getLong();
        low += hash.getLong();
    }

    long rows() {
        return rows;
    }

    Result result() {
        return new Result(rows, high, low);
    }

    /** With a mark of the type and a length, so that no two rows look alike. */
    private void write(@Nullable Object value) throws IOException {
        switch (value) {
            case null -> row.writeByte(0);
            case byte[] binary -> {
                row.writeByte(1);
                row.writeInt(binary.length);
                row.write(binary);
            }
            case String text -> {
                row.writeByte(2);
                row.writeInt(text.length());
                // Not as UTF-8, which has no bytes for half a character: its loss would not be seen.
                row.writeChars(text);
            }
            case LocalDateTime time -> {
                row.writeByte(3);
                row.writeLong(time.toLocalDate().toEpochDay());
                row.writeLong(time.toLocalTime().toNanoOfDay());
            }
            case Long number -> {
                row.writeByte(4);
                row.writeLong(number);
            }
            case Boolean flag -> {
                row.writeByte(5);
                row.writeBoolean(flag);
            }
            default -> throw new IllegalArgumentException("no value of a column: " + value.getClass());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
