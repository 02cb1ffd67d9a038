/** Steps of removals that the metadata service orders, done in the background and told. */
@NullMarked
package io.dfs.node.removal;

import org.jspecify.annotations.NullMarked;
