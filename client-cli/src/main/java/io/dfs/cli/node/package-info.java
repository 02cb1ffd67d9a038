/** The storage nodes: what the metadata service knows of them, and what people decide about them. */
@NullMarked
package io.dfs.cli.node;

import org.jspecify.annotations.NullMarked;
