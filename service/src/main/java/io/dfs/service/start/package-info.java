/** Refusals to start, told in one sentence. */
@NullMarked
package io.dfs.service.start;

import org.jspecify.annotations.NullMarked;
