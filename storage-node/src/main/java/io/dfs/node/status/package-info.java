/** What the node says of itself. */
@NullMarked
package io.dfs.node.status;

import org.jspecify.annotations.NullMarked;
