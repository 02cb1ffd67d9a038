/** Identities of chunks, nodes and clusters. We assign them (UUIDv7), so they sort by time and batch well. */
@NullMarked
package io.dfs.common.id;

import org.jspecify.annotations.NullMarked;
