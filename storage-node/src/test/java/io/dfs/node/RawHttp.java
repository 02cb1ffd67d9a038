package io.dfs.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which anything can be said, for what no HTTP client would send. */
public final class RawHttp implements AutoCloseable {

    private final Socket socket;

    public RawHttp(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(20_000);
    }

    public RawHttp say(String head) throws IOException {
        return send(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public RawHttp endSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Everything until the other side closes the connection. */
    public byte[] readAll() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** Up to the empty line after the head. */
    public String readHead() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
