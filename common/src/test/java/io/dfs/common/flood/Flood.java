package io.dfs.common.flood;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many connections to one port that send next to nothing: a third is silent, a third sends a head byte by byte, and a
 * third a body. What is closed is opened again, for as long as it lasts. One thread does it all, from ten addresses.
 */
public final class Flood implements AutoCloseable {

    private enum Kind {
        SILENT,
        HEAD_BYTE_BY_BYTE,
        BODY_BYTE_BY_BYTE
    }

    private final String requestLine;
    private final int connections;
    private final InetSocketAddress target;
    private final Selector selector;
    private final Thread thread;
    private final AtomicLong opened = new AtomicLong();
    private volatile boolean over;

    /** @param requestLine of requests with a body, such as {@code PUT /a HTTP/1.1} */
    public Flood(int port, int connections, String requestLine) throws IOException {
        this.requestLine = requestLine;
        this.connections = connections;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("flood").daemon().start(this::run);
    }

    /** How many there have been; more than there are at once, since those that the server closed came again. */
    public long opened() {
        return opened.get();
    }

    private void run() {
        try {
            for (int i = 0; i < connections && !over; i++) {
                open(i);
                if (i % 100 == 0) {
                    step();
                }
            }
            while (!over) {
                selector.select(200);
                step();
                trickle();
            }
        } catch (IOException e) {
            throw new AssertionError("the flood has ended by itself", e);
        }
    }

    private void step() throws IOException {
        selector.selectNow();
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
            if (!goesOn(key)) {
                key.channel().close();
                open((int) key.attachment());
            }
        }
        selector.selectedKeys().clear();
    }

    private boolean goesOn(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                channel.write(ByteBuffer.wrap(beginning(kind(key))));
                key.interestOps(SelectionKey.OP_READ);
                return true;
            }
            return channel.read(ByteBuffer.allocate(8192)) >= 0;
        } catch (IOException _) {
            return false;
        }
    }

    private byte[] beginning(Kind kind) {
        String head = requestLine + "\r\nHost: x\r\n";
        String said = switch (kind) {
            case SILENT -> "";
            case HEAD_BYTE_BY_BYTE -> head + "X-Slow: ";
            case BODY_BYTE_BY_BYTE -> head + "Authorization: Bearer x\r\nContent-Length: 60000\r\n\r\n";
        };
        return said.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void trickle() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.isValid() && key.interestOps() == SelectionKey.OP_READ && kind(key) != Kind.SILENT) {
                try {
                    ((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] {'a'}));
                } catch (IOException _) {
                    key.channel().close();
                    open((int) key.attachment());
                }
            }
        }
    }

    private void open(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + (2 + number % 10)), 0));
        channel.register(selector, SelectionKey.OP_CONNECT, number);
        channel.connect(target);
        opened.incrementAndGet();
    }

    private static Kind kind(SelectionKey key) {
        return Kind.values()[(int) key.attachment() % Kind.values().length];
    }

    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the flood ends", e);
        }
        for (SelectionKey key : List.copyOf(selector.keys())) {
            key.channel().close();
        }
        selector.close();
    }
}
