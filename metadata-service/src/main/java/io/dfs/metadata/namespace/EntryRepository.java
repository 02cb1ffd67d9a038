package io.dfs.metadata.namespace;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface EntryRepository extends Repository<StoredEntry, UUID> {

    List<StoredEntry> findAllByIdIn(List<UUID> ids);

    boolean existsByParentId(UUID parentId);

    /** Bytes are compared as unsigned numbers, by the database as by us. */
    @Query("SELECT e FROM StoredEntry e WHERE e.parentId = :parentId AND e.name > :after ORDER BY e.name")
    List<StoredEntry> findPage(UUID parentId, byte[] after, Limit limit);
}
