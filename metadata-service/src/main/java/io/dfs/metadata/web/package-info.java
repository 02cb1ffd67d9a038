/** The edge of the service: request ids, limits of bodies, and every failure as a problem. */
@NullMarked
package io.dfs.metadata.web;

import org.jspecify.annotations.NullMarked;
