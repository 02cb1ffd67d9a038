/** Clocks: the database's, by which liveness and leases are judged, and the machine's. */
@NullMarked
package io.dfs.metadata.time;

import org.jspecify.annotations.NullMarked;
