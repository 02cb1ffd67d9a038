package io.dfs.metadata.node;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;

interface StorageNodeRepository extends JpaRepository<StorageNode, UUID> {

    Optional<StorageNode> findByName(String name);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<StorageNode> findWithLockById(UUID id);
}
