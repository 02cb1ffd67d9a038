/** What was removed: the trash, the quarantine, the ledger, and the ways back. */
@NullMarked
package io.dfs.cli.removed;

import org.jspecify.annotations.NullMarked;
