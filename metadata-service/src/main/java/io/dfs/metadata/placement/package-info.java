/** Which nodes get the replicas of a chunk: a pure decision that explains itself. */
@NullMarked
package io.dfs.metadata.placement;

import org.jspecify.annotations.NullMarked;
