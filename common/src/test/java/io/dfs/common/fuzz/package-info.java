/**
 * Input that no one would think of, for every module: generators, and a run that counts cases and can play one again.
 * What is drawn depends on a seed and the number of the case only.
 */
@NullMarked
package io.dfs.common.fuzz;

import org.jspecify.annotations.NullMarked;
