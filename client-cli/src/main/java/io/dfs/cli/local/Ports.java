package io.dfs.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Ports of this machine. What is free now may be taken a moment later; anyone who binds it finds out. */
public final class Ports {

    private Ports() {}

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** A base port for a cluster of so many nodes, with the ports after it and the management ports free too. */
    public static int freeBasePort(int first, int last, int nodes) {
        int count = nodes + 2; // the metadata service and the controller
        return IntStream.iterate(first, base -> base + count <= last, base -> base + count)
                .filter(base -> IntStream.range(base, base + count)
                        .allMatch(port -> isFree(port) && isFree(port + Member.MANAGEMENT_OFFSET)))
                .findFirst()
                .orElseThrow(() -> new LocalClusterException(
                        "no %d free ports in a row between %d and %d".formatted(count, first, last)));
    }
}
