/** The databases that tests run on, and hand-written doubles. */
@NullMarked
package io.dfs.metadata.support;

import org.jspecify.annotations.NullMarked;
