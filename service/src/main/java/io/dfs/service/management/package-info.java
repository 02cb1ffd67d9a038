/** The port on which a service tells how it is: to programs that watch it, not to its users. */
@NullMarked
package io.dfs.service.management;

import org.jspecify.annotations.NullMarked;
