package io.dfs.metadata.node;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.NativeQuery;

interface StorageNodeRepository extends JpaRepository<StorageNode, UUID> {

    Optional<StorageNode> findByName(String name);

    /** In SQL, because Hibernate's lock for MySQL names the table ({@code FOR UPDATE OF}), which MariaDB does not know. */
    @NativeQuery("SELECT * FROM node WHERE id = ?1 FOR UPDATE")
    Optional<StorageNode> findLocked(byte[] id);
}
