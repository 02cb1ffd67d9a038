/** Making files visible: every check of a commit, and the one transaction behind it. */
@NullMarked
package io.dfs.metadata.commit;

import org.jspecify.annotations.NullMarked;
