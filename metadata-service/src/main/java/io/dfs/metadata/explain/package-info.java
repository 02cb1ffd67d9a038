/** Explains why each replica of a file is where it is, why other nodes have none, and what happens next. */
@NullMarked
package io.dfs.metadata.explain;

import org.jspecify.annotations.NullMarked;
