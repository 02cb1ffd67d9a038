package io.dfs.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** A connection that says what no proper client would. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket;

    public RawConnection(int port) {
        this(SocketFactory.getDefault(), port);
    }

    /** @param sockets what the connection speaks, such as TLS */
    public RawConnection(SocketFactory sockets, int port) {
        try {
            socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From another address of this machine, such as 127.0.0.2. */
    public RawConnection(String from, int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0);
            socket.setSoTimeout(30_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines end as HTTP has it. */
    public RawConnection say(String text) {
        try {
            socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side takes the bytes, as far as is known yet. */
    public boolean takes(String text) {
        try {
            say(text);
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** Everything until the other side closes. */
    public String readAll() {
        StringBuilder answer = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(); read >= 0; read = in.read()) {
                answer.append((char) read);
            }
        } catch (SocketException _) {
            // Closed with bytes of ours unread.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString();
    }

    /** What is there up to and with this text. */
    public String readUntil(String end) {
        StringBuilder answer = new StringBuilder();
        try {
            while (answer.indexOf(end) < 0) {
                int read = socket.getInputStream().read();
                if (read < 0) {
                    return answer.toString();
                }
                answer.append((char) read);
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
