/** The guided tour: a cluster, a file, a pulled plug, and the file again. */
@NullMarked
package io.dfs.cli.demo;

import org.jspecify.annotations.NullMarked;
