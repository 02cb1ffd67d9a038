/** Where new chunks go: tickets for the nodes that placement chose. What is given out is bounded until it is committed. */
@NullMarked
package io.dfs.metadata.allocation;

import org.jspecify.annotations.NullMarked;
