/** Changes how many replicas a file has; the replicas follow by repair and trim. */
@NullMarked
package io.dfs.metadata.replication;

import org.jspecify.annotations.NullMarked;
