/** Clients of the wire contract over HTTP. */
@NullMarked
package io.dfs.common.http;

import org.jspecify.annotations.NullMarked;
