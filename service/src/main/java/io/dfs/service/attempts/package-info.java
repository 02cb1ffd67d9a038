/** Slows down who tries tokens. */
@NullMarked
package io.dfs.service.attempts;

import org.jspecify.annotations.NullMarked;
