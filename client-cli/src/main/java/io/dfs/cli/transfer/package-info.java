/** Building blocks of uploads and downloads: bounded concurrency, backoff, local file errors. */
@NullMarked
package io.dfs.cli.transfer;

import org.jspecify.annotations.NullMarked;
