/** Tickets, receipts and service tokens: everything that is signed with the cluster secret. */
@NullMarked
package io.dfs.common.token;

import org.jspecify.annotations.NullMarked;
