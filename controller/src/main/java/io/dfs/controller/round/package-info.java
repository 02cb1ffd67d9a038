/** How loops are run: again and again, one round of each at a time, none of them waiting for another. */
@NullMarked
package io.dfs.controller.round;

import org.jspecify.annotations.NullMarked;
