/** The audit log: who did what, and who was refused, one line each. */
@NullMarked
package io.dfs.service.audit;

import org.jspecify.annotations.NullMarked;
