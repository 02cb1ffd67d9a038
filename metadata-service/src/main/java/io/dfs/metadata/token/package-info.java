/** The keys with which tickets are signed and receipts are checked, from configuration. */
@NullMarked
package io.dfs.metadata.token;

import org.jspecify.annotations.NullMarked;
