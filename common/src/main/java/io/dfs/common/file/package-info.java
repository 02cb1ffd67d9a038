/** How files and directories are named: absolute paths of names that compare by byte. */
@NullMarked
package io.dfs.common.file;

import org.jspecify.annotations.NullMarked;
