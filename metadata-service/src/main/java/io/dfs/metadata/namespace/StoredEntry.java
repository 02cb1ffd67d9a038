package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.checksum.Crc32c;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of table {@code entry}. Updates touch only what changed, so that they don't undo what others changed. */
@Entity
@Table(name = "entry")
@DynamicUpdate
class StoredEntry {

    @Id
    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID id;

    @JdbcTypeCode(SqlTypes.BINARY)
    private @Nullable UUID parentId;

    @Column(length = 255)
    private byte[] name;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private EntryKind kind;

    private @Nullable Long lengthBytes;
    private @Nullable Long crc32c;
    private @Nullable Integer replicationFactor;
    private @Nullable Long chunkSizeBytes;
    private @Nullable Long version;
    private @Nullable String contentType;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private @Nullable String attributes;

    private LocalDateTime createdAt;
    private LocalDateTime modifiedAt;

    @SuppressWarnings("NullAway") // Hibernate sets the fields
    protected StoredEntry() {}

    UUID id() {
        return id;
    }

    String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /** The directory that it is in; the root is in none. */
    @Nullable
    UUID parentId() {
        return parentId;
    }

    /** Below the trash, no two entries have one name: it is the id. */
    void moveToTrash() {
        parentId = Trash.DIRECTORY_ID;
        name = id.toString().getBytes(StandardCharsets.UTF_8);
    }

    Entry toEntry() {
        return new Entry(
                id,
                name(),
                kind,
                lengthBytes,
                crc32c == null ? null : Crc32c.ofUnsigned(crc32c),
                replicationFactor,
                chunkSizeBytes,
                version,
                contentType,
                attributes,
                createdAt.toInstant(ZoneOffset.UTC),
                modifiedAt.toInstant(ZoneOffset.UTC));
    }
}
