package io.dfs.node.transfer;

import static org.awaitility.Awaitility.await;

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
final class Flood implements AutoCloseable {

    private static final String HEAD = "PUT /chunks/01999999-0000-7000-8000-00000000abcd HTTP/1.1\r\nHost: x\r\n";

    private enum Kind {
        SILENT(""),
        HEAD_BYTE_BY_BYTE(HEAD + "X-Slow: "),
        BODY_BYTE_BY_BYTE(HEAD + "Authorization: Bearer x\r\nContent-Length: 60000\r\n\r\n");

        private final byte[] beginning;

        Kind(String beginning) {
            this.beginning = beginning.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final int connections;
    private final InetSocketAddress target;
    private final Selector selector;
    private final Thread thread;
    private final AtomicLong opened = new AtomicLong();
    private volatile boolean over;

    Flood(int port, int connections) throws IOException {
        this.connections = connections;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("flood").daemon().start(this::run);
    }

    /** How many there have been; more than there are at once, since those that the server closed came again. */
    long opened() {
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

    private static boolean goesOn(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                channel.write(ByteBuffer.wrap(kind(key).beginning));
                key.interestOps(SelectionKey.OP_READ);
                return true;
            }
            return channel.read(ByteBuffer.allocate(8192)) >= 0;
        } catch (IOException _) {
            return false;
        }
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
        await().until(() -> !thread.isAlive());
        for (SelectionKey key : List.copyOf(selector.keys())) {
            key.channel().close();
        }
        selector.close();
    }
}
