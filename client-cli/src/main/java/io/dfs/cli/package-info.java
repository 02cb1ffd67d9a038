/** The dfs command: its root, and how errors become messages and exit codes. */
@NullMarked
package io.dfs.cli;

import org.jspecify.annotations.NullMarked;
