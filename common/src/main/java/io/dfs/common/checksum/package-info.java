/** CRC32C of bytes, of blocks, and of pieces put together. */
@NullMarked
package io.dfs.common.checksum;

import org.jspecify.annotations.NullMarked;
