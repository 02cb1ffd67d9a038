/** Files and trees out of the store: every byte checked against the metadata before it counts. */
@NullMarked
package io.dfs.cli.download;

import org.jspecify.annotations.NullMarked;
