/** The MySQL server that tests run on, for every module. */
@NullMarked
package io.dfs.common.mysql;

import org.jspecify.annotations.NullMarked;
