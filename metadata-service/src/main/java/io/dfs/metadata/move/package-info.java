/**
 * Moves a cluster's metadata from one database to another, and keeps services from the database that was left and from one that is not
 * complete yet.
 */
@NullMarked
package io.dfs.metadata.move;

import org.jspecify.annotations.NullMarked;
