/** How the cluster is: facts with an age, told even while the database does not answer, and alarms that follow from them. */
@NullMarked
package io.dfs.metadata.status;

import org.jspecify.annotations.NullMarked;
