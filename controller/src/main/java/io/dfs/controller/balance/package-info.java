/** Sets the pace at which fuller nodes hand replicas to emptier ones. */
@NullMarked
package io.dfs.controller.balance;

import org.jspecify.annotations.NullMarked;
