/** Re-replicates chunks that miss replicas, until every chunk has its replication factor again (I-6). */
@NullMarked
package io.dfs.controller.repair;

import org.jspecify.annotations.NullMarked;
