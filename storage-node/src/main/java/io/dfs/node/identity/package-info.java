/** Who this node is: its configuration, its name, and the cluster it belongs to. */
@NullMarked
package io.dfs.node.identity;

import org.jspecify.annotations.NullMarked;
