/** Real processes, real kills: every test ends with what was stored reading back identical. */
@NullMarked
package io.dfs.cli.cluster;

import org.jspecify.annotations.NullMarked;
