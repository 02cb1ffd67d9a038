/** A whole cluster in the memory of the test, reached over real HTTP, and faults to put into it. */
@NullMarked
package io.dfs.cli.support;

import org.jspecify.annotations.NullMarked;
