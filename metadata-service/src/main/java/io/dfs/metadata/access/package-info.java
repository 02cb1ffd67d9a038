/** The door: whose a request is, and which endpoints are open to whom. */
@NullMarked
package io.dfs.metadata.access;

import org.jspecify.annotations.NullMarked;
