/** What the programs' threads have in common. */
@NullMarked
package io.dfs.common.thread;

import org.jspecify.annotations.NullMarked;
