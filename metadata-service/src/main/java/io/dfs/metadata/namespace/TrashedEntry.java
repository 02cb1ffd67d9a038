package io.dfs.metadata.namespace;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlValues;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of table {@code trash}: where an entry was, who removed it, why, and until when it is kept. */
@Entity
@Table(name = "trash")
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class TrashedEntry {

    @Id
    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID entryId;

    @Column(length = FilePath.MAX_BYTES)
    private byte[] originalPath;

    private long pathCrc32c;

    @JdbcTypeCode(SqlTypes.BINARY)
    private @Nullable UUID directoryId;

    @Column(length = 255)
    private byte @Nullable [] deletedBy;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Trash.Reason reason;

    private LocalDateTime deletedAt;
    private LocalDateTime expiresAt;

    @SuppressWarnings("NullAway") // Hibernate sets the fields
    protected TrashedEntry() {}

    TrashedEntry(
            UUID entryId,
            FilePath originalPath,
            @Nullable UUID directoryId,
            String deletedBy,
            Trash.Reason reason,
            Instant deletedAt,
            Instant expiresAt) {
        this.entryId = entryId;
        this.originalPath = originalPath.toString().getBytes(StandardCharsets.UTF_8);
        this.pathCrc32c = Crc32c.of(this.originalPath).unsigned();
        this.directoryId = directoryId;
        this.deletedBy = deletedBy.getBytes(StandardCharsets.UTF_8);
        this.reason = reason;
        this.deletedAt = SqlValues.time(deletedAt);
        this.expiresAt = SqlValues.time(expiresAt);
    }
}
