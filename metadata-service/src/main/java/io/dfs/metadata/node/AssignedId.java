package io.dfs.metadata.node;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.Transient;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.springframework.data.domain.Persistable;

/**
 * An entity whose id is not the database's. It knows whether its row is there, or saving one that another service has inserted just
 * now would update that row.
 */
@MappedSuperclass
abstract class AssignedId implements Persistable<UUID> {

    @Id
    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID id;

    @Transient
    private boolean inserted;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    AssignedId() {}

    AssignedId(UUID id) {
        this.id = id;
    }

    @PostLoad
    void loaded() {
        inserted = true;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !inserted;
    }
}
