/** Looking at and changing names in the store: stat, ls, mkdir, rm, setrep. */
@NullMarked
package io.dfs.cli.namespace;

import org.jspecify.annotations.NullMarked;
