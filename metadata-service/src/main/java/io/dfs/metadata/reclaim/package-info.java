/** Takes what no one needs any more one step further out, in rounds of small steps: trash, chunks without a file, orphans. */
@NullMarked
package io.dfs.metadata.reclaim;

import org.jspecify.annotations.NullMarked;
