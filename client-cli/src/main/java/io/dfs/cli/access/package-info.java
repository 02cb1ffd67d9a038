/** Who gets in, what they may do where, and what they did: token, access, audit. */
@NullMarked
package io.dfs.cli.access;

import org.jspecify.annotations.NullMarked;
