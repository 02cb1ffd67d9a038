/** What every command shares: global options, the terminal, the environment, the connection to the cluster. */
@NullMarked
package io.dfs.cli.session;

import org.jspecify.annotations.NullMarked;
