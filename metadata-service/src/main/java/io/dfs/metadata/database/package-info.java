/** What differs between databases, and how values are written in them. */
@NullMarked
package io.dfs.metadata.database;

import org.jspecify.annotations.NullMarked;
