/** The storage nodes as the metadata service sees them. */
@NullMarked
package io.dfs.cli.node;

import org.jspecify.annotations.NullMarked;
