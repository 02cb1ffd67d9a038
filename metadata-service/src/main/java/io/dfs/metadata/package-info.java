/** The metadata service: what files there are, where their chunks lie, and which nodes are well. */
@NullMarked
package io.dfs.metadata;

import org.jspecify.annotations.NullMarked;
