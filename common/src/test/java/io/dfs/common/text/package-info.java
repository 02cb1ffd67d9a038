/** Texts of tests. */
@NullMarked
package io.dfs.common.text;

import org.jspecify.annotations.NullMarked;
