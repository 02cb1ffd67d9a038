/** Refusals to start, told in one sentence. */
@NullMarked
package io.dfs.node.start;

import org.jspecify.annotations.NullMarked;
