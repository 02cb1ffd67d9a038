/** How the node makes itself known: registration, heartbeats, and what it found out about its replicas. */
@NullMarked
package io.dfs.node.registration;

import org.jspecify.annotations.NullMarked;
