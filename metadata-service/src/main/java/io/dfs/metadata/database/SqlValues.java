package io.dfs.metadata.database;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How ids and times are written in the database: ids as 16 bytes, times as DATETIME(6) in UTC. */
public final class SqlValues {

    private SqlValues() {}

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static byte[] bytes(ChunkId id) {
        return bytes(id.value());
    }

    public static byte[] bytes(NodeId id) {
        return bytes(id.value());
    }

    /** As much of a text as the column takes. */
    public static String text(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + "…";
    }

    public static UUID uuid(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("an id has 16 bytes, this one " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** As a parameter. A LocalDateTime passes every driver without a time zone being applied to it. */
    public static LocalDateTime time(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    public static @Nullable UUID uuidOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : uuid(bytes);
    }
}
