package io.dfs.cli.local;

import org.jspecify.annotations.Nullable;

/**
 * One process of a local cluster.
 *
 * @param port where its work is done; the controller, which has no clients, only has the management port
 * @param zone a node's only
 */
public record Member(
        String name, Role role, int port, @Nullable String zone) {

    /** From a process's port to its management port. Larger than the number of ports that a cluster has in a row. */
    static final int MANAGEMENT_OFFSET = 128;

    /** Where its health and its metrics are told. */
    int managementPort() {
        return port + MANAGEMENT_OFFSET;
    }
}
