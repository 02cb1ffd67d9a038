/** Who it is that the service works for just now. */
@NullMarked
package io.dfs.metadata.caller;

import org.jspecify.annotations.NullMarked;
