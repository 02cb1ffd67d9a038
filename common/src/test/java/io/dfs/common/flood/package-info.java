/** Callers that want nothing but to be in the way, for the services' tests. */
@NullMarked
package io.dfs.common.flood;

import org.jspecify.annotations.NullMarked;
