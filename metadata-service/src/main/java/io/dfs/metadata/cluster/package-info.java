/** Which cluster this is and which nodes belong to it. */
@NullMarked
package io.dfs.metadata.cluster;

import org.jspecify.annotations.NullMarked;
