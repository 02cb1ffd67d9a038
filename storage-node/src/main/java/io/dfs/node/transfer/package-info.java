/** Chunk requests over HTTP: by ticket in, by receipt out. */
@NullMarked
package io.dfs.node.transfer;

import org.jspecify.annotations.NullMarked;
