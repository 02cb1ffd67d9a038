/** The controller: decides when the cluster is worked on, and keeps no state that a restart would lose. */
@NullMarked
package io.dfs.controller;

import org.jspecify.annotations.NullMarked;
