/** How the cluster and its files are: facts with an age, and the reasons for them. */
@NullMarked
package io.dfs.cli.status;

import org.jspecify.annotations.NullMarked;
