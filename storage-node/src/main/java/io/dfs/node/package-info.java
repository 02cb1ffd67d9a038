/** The storage node: puts its features together and starts them. */
@NullMarked
package io.dfs.node;

import org.jspecify.annotations.NullMarked;
