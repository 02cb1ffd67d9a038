/** Reports of all chunks that the node holds. */
@NullMarked
package io.dfs.node.report;

import org.jspecify.annotations.NullMarked;
