/** Paths and trees of the store, for the commands that need them. */
@NullMarked
package io.dfs.cli.store;

import org.jspecify.annotations.NullMarked;
