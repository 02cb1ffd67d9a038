/** Callers that reach storage nodes only through a gateway. */
@NullMarked
package io.dfs.metadata.gateway;

import org.jspecify.annotations.NullMarked;
