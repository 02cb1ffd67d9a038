/** The audit log as a table, so that an admin need not look at each machine; the files are kept by the module that services share. */
@NullMarked
package io.dfs.metadata.audit;

import org.jspecify.annotations.NullMarked;
