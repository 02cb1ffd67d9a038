package io.dfs.metadata.namespace;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface EntryRepository extends Repository<StoredEntry, UUID> {

    List<StoredEntry> findAllByIdIn(List<UUID> ids);

    /** Bytes are compared as unsigned numbers, by the database as by us. */
    @Query("SELECT e FROM StoredEntry e WHERE e.parentId = :parentId AND e.name > :after ORDER BY e.name")
    List<StoredEntry> findPage(UUID parentId, byte[] after, Limit limit);

    /** The same without the directories whose access lists do not name the principal or everybody. */
    @Query(nativeQuery = true, value = """
            SELECT e.* FROM entry e WHERE e.parent_id = :parentId AND e.name > :after
               AND (e.restricted = FALSE OR EXISTS (SELECT 1 FROM tree_grant g
                    WHERE g.directory_id = e.id AND (g.principal = :principal OR g.principal = :everybody)))
             ORDER BY e.name LIMIT :limit""")
    List<StoredEntry> findVisiblePage(byte[] parentId, byte[] after, byte[] principal, byte[] everybody, int limit);
}
