package io.dfs.metadata.node;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface KnownDiskRepository extends JpaRepository<KnownDisk, UUID> {

    List<KnownDisk> findByNodeId(UUID nodeId);
}
