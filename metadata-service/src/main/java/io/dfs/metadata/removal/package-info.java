/** How replicas leave nodes: requested, quarantined, unlinked, each step written down; nothing is destroyed without proof. */
@NullMarked
package io.dfs.metadata.removal;

import org.jspecify.annotations.NullMarked;
