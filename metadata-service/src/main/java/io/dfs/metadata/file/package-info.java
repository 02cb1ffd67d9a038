/** What is known of a file, and where its bytes are read. */
@NullMarked
package io.dfs.metadata.file;

import org.jspecify.annotations.NullMarked;
