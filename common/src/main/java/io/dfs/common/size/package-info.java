/** Sizes as people write them. */
@NullMarked
package io.dfs.common.size;

import org.jspecify.annotations.NullMarked;
