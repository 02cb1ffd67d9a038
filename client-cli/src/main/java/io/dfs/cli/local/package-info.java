/** A cluster of real processes on this machine: for a first try, for development, and for the tests that kill things. */
@NullMarked
package io.dfs.cli.local;

import org.jspecify.annotations.NullMarked;
