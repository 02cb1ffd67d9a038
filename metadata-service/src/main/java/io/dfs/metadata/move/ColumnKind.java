package io.dfs.metadata.move;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a column holds, whatever a database calls its type. A value is read as a Java type that means the same in every database. */
enum ColumnKind {
    BYTES,
    TEXT,
    /** Without a time zone: no driver converts it on its way. */
    TIME,
    NUMBER,
    FLAG;

    /** @param jdbcType of {@link Types}; nothing for a type that the schema has not used so far */
    static Optional<ColumnKind> of(int jdbcType) {
        return switch (jdbcType) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Optional.of(BYTES);
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB -> Optional.of(TEXT);
            case Types.TIMESTAMP -> Optional.of(TIME);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Optional.of(NUMBER);
            case Types.BOOLEAN, Types.BIT -> Optional.of(FLAG);
            default -> Optional.empty();
        };
    }

    /** byte[], String, LocalDateTime, Long or Boolean. */
    @Nullable
    Object read(ResultSet row, int index) throws SQLException {
        Object value = switch (this) {
            case BYTES -> row.getBytes(index);
            case TEXT -> row.getString(index);
            case TIME -> row.getObject(index, LocalDateTime.class);
            case NUMBER -> row.getLong(index);
            case FLAG -> row.getBoolean(index);
        };
        return row.wasNull() ? null : value;
    }
}
