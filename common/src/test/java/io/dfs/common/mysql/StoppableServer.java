package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** A server of one test's own, which may vanish and come back at the same address with what was stored. */
public interface StoppableServer extends AutoCloseable {

    /** Ends with a slash; a schema's name goes behind it. */
    String url();

    String user();

    String password();

    /** Which kind of server it is. */
    String product();

    /** It keeps its connections and answers nothing. */
    void pause();

    void resume();

    /** {@code kill -9}. */
    void kill();

    /** Starts it again after {@link #kill}, and does not wait until it answers. */
    void startAgain();

    @Override
    void close();

    /** A port that the server keeps when it starts again. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
