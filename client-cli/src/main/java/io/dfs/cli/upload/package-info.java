/** Files and trees into the store: chunks sent in parallel, packed when small, resumed after a break. */
@NullMarked
package io.dfs.cli.upload;

import org.jspecify.annotations.NullMarked;
