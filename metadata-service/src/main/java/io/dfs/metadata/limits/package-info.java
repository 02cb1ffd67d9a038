/** The limits of requests and files, from configuration. */
@NullMarked
package io.dfs.metadata.limits;

import org.jspecify.annotations.NullMarked;
