/** Brings every chunk back to its replication factor: finds what is short, decides where copies go, records results. */
@NullMarked
package io.dfs.metadata.repair;

import org.jspecify.annotations.NullMarked;
