/** The keys that chunk files are encrypted with, and what is done with them. Every algorithm is the Java platform's own. */
@NullMarked
package io.dfs.node.encryption;

import org.jspecify.annotations.NullMarked;
