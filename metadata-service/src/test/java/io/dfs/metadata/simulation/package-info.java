/** A whole cluster in virtual time: decades of faults in a minute, decided on by the code that decides in production. */
@NullMarked
package io.dfs.metadata.simulation;

import org.jspecify.annotations.NullMarked;
