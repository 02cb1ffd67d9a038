/** Sets the pace at which data that nothing refers to any more leaves the cluster. */
@NullMarked
package io.dfs.controller.reclaim;

import org.jspecify.annotations.NullMarked;
