package io.dfs.common.checksum;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A CRC32C (Castagnoli, RFC 3720 §12.1, reflected polynomial 0x82F63B78). On the wire it is eight lower-case hex digits,
 * the way {@code gsutil hash -h} and most tools print it.
 */
public record Crc32c(int value) {

    /** The CRC32C of no bytes. */
    public static final Crc32c EMPTY = new Crc32c(0);

    public static Crc32c of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static Crc32c of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return of(crc);
    }

    /** Of the buffer's remaining bytes, which are consumed. */
    public static Crc32c of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return of(crc);
    }

    /** The value that a running checksum has reached. */
    public static Crc32c of(CRC32C crc) {
        return new Crc32c((int) crc.getValue());
    }

    /** From the unsigned 32-bit value, as the database holds it. */
    public static Crc32c ofUnsigned(long value) {
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("crc32c is not an unsigned 32-bit value: " + value);
        }
        return new Crc32c((int) value);
    }

    @JsonCreator
    public static Crc32c valueOf(String hex) {
        if (!hex.matches("[0-9a-fA-F]{8}")) {
            throw new IllegalArgumentException("crc32c is not eight hex digits: " + hex);
        }
        return new Crc32c(Integer.parseUnsignedInt(hex, 16));
    }

    /** The CRC32C of this one's bytes followed by {@code nextLengthBytes} bytes whose CRC32C is {@code next}. */
    public Crc32c append(Crc32c next, long nextLengthBytes) {
        return new Crc32c(Crc32cAlgebra.shift(value, nextLengthBytes) ^ next.value);
    }

    public long unsigned() {
        return Integer.toUnsignedLong(value);
    }

    @JsonValue
    @Override
    public String toString() {
        return String.format("%08x", value);
    }
}
