/** Checks files by facts, not by queues: that their extents are whole, and that their chunks have the replicas they should. */
@NullMarked
package io.dfs.metadata.fsck;

import org.jspecify.annotations.NullMarked;
