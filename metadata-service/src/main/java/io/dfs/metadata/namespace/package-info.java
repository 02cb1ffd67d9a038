/** The tree of directories and files: finding, making, listing and removing entries. */
@NullMarked
package io.dfs.metadata.namespace;

import org.jspecify.annotations.NullMarked;
