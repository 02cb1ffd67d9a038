/** People and their programs: their tokens, and the identity provider that vouches for them. */
@NullMarked
package io.dfs.metadata.people;

import org.jspecify.annotations.NullMarked;
