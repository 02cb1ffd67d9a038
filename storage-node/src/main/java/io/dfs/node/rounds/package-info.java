/** Work that continues in the background: one round at a time, at its own pace. */
@NullMarked
package io.dfs.node.rounds;

import org.jspecify.annotations.NullMarked;
