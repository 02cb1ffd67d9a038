/** Requests that are sent again because their answer was lost: done once, and answered alike (I-8). */
@NullMarked
package io.dfs.metadata.repeat;

import org.jspecify.annotations.NullMarked;
