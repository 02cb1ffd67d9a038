/** What the audit log tells of chunk requests. */
@NullMarked
package io.dfs.node.audit;

import org.jspecify.annotations.NullMarked;
