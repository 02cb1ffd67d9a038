package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A cable to a port of this machine that can be cut and slowed down: what goes to its own port comes out at the target's. */
final class Link implements AutoCloseable {

    private static final int BLOCK_BYTES = 64 << 10;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile long nanosPerBlock;

    Link(int port, int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return SecureMode.scheme() + "://localhost:" + server.getLocalPort();
    }

    /** Breaks all connections; new ones break at once. */
    void cut() {
        cut = true;
        open.forEach(Link::quietly);
    }

    void mend() {
        cut = false;
    }

    /** Whatever goes either way waits so long per block of 64 KiB, and at least once; zero for a fast one. */
    void slowDown(Duration perBlock) {
        nanosPerBlock = perBlock.toNanos();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                open.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException _) {
                return; // Closed.
            }
        }
    }

    private void connect(Socket near) {
        try (near;
                Socket far = new Socket()) {
            if (cut) {
                return;
            }
            open.add(far);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread back = Thread.ofVirtual().start(() -> copy(far, near));
            copy(near, far);
            back.join();
            open.remove(far);
        } catch (IOException _) {
            // No one listens at the target; the other side sees its connection end.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] block = new byte[BLOCK_BYTES];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                LockSupport.parkNanos(nanosPerBlock);
                to.getOutputStream().write(block, 0, count);
            }
            if (!cut) {
                to.shutdownOutput();
            }
        } catch (IOException _) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
