/** Reads every replica again and again, so that damage is found before anybody needs the bytes. */
@NullMarked
package io.dfs.node.scrub;

import org.jspecify.annotations.NullMarked;
