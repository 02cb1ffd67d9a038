/** Chunk files on disk: their format, durable writing, verified reading, and the data directories that hold them. */
@NullMarked
package io.dfs.node.chunk;

import org.jspecify.annotations.NullMarked;
