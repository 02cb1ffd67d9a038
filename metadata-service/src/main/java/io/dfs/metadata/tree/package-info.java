/** Access lists: for whom a tree is, and who says so. */
@NullMarked
package io.dfs.metadata.tree;

import org.jspecify.annotations.NullMarked;
