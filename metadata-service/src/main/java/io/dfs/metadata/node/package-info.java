/** The storage nodes: who they are, how they do, and what they and readers report about their replicas. */
@NullMarked
package io.dfs.metadata.node;

import org.jspecify.annotations.NullMarked;
