/** Where new chunks go: tickets for the nodes that placement chose. Writes nothing to the database. */
@NullMarked
package io.dfs.metadata.allocation;

import org.jspecify.annotations.NullMarked;
