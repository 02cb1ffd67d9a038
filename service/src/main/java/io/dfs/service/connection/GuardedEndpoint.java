package io.dfs.service.connection;

import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** The web server's end of its connections; tells the guard of each step. */
final class GuardedEndpoint extends NioEndpoint {

    private @Nullable ConnectionGuard guard;

    void guardBy(ConnectionGuard newGuard) {
        this.guard = newGuard;
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        if (guard == null) {
            return super.createChannel(buffers);
        }
        return isSSLEnabled()
                ? new MeasuredChannel.Tls(buffers, this, guard.limits())
                : new MeasuredChannel.Plain(buffers, guard.limits());
    }

    @Override
    public void startInternal() throws Exception {
        if (guard != null) {
            guard.start();
        }
        super.startInternal();
    }

    @Override
    public void stopInternal() {
        super.stopInternal();
        if (guard != null) {
            guard.stop();
        }
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        if (guard != null && !guard.admits(channel)) {
            // Before anything is spent on it, such as buffers and a TLS handshake.
            destroySocket(channel);
            return true;
        }
        boolean taken = super.setSocketOptions(channel);
        SocketWrapperBase<NioChannel> socket = connections.get(channel);
        if (guard != null && taken && socket != null) {
            guard.accepted(socket, channel);
        }
        return taken;
    }

    @Override
    public boolean processSocket(SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
        Connection connection = connection(socket);
        if (guard == null || connection == null) {
            return super.processSocket(socket, event, dispatch);
        }
        guard.dispatched(connection);
        boolean accepted = super.processSocket(socket, event, dispatch);
        if (!accepted) {
            connection.processed();
        }
        return accepted;
    }

    @Override
    protected SocketProcessorBase<NioChannel> createSocketProcessor(
            SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        return new GuardedSocketProcessor(socket, event);
    }

    /** Null for one that was closed meanwhile. */
    @Nullable
    Connection connection(SocketWrapperBase<?> socket) {
        return guard != null && socket.getSocket() instanceof NioChannel channel && channel.getIOChannel() != null
                ? guard.connection(socket, channel.getIOChannel())
                : null;
    }

    /** Its object is used again for other sockets. */
    private final class GuardedSocketProcessor extends SocketProcessor {

        GuardedSocketProcessor(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            super(socket, event);
        }

        @Override
        protected void doRun() {
            SocketWrapperBase<NioChannel> socket = socketWrapper;
            Connection connection = connection(socket);
            try {
                super.doRun();
            } finally {
                if (guard != null && connection != null) {
                    guard.processed(socket, connection);
                }
            }
        }
    }
}
