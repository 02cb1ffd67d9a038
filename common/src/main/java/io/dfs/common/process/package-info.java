/** The end of a process. */
@NullMarked
package io.dfs.common.process;

import org.jspecify.annotations.NullMarked;
