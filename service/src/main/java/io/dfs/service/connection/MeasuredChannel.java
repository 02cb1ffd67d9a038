package io.dfs.service.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection's channel that knows how long answers wait for their reader. The web server uses it for one connection after another. */
interface MeasuredChannel {

    Meter meter();

    default AnswerProgress answers() {
        return meter().answers;
    }

    /** Measures one connection after the other. */
    final class Meter {

        private final ConnectionLimits limits;
        private volatile AnswerProgress answers;

        Meter(ConnectionLimits limits) {
            this.limits = limits;
            this.answers = new AnswerProgress(limits);
        }

        private void nextConnection() {
            answers = new AnswerProgress(limits);
        }

        private int wrote(int bytes, boolean more) {
            answers.wrote(System.nanoTime(), bytes, more);
            return bytes;
        }
    }

    final class Plain extends NioChannel implements MeasuredChannel {

        private final Meter meter;

        Plain(SocketBufferHandler buffers, ConnectionLimits limits) {
            super(buffers);
            this.meter = new Meter(limits);
        }

        @Override
        public Meter meter() {
            return meter;
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper socket) throws IOException {
            meter.nextConnection();
            super.reset(channel, socket);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = super.write(bytes);
            return meter.wrote(written, bytes.hasRemaining());
        }
    }

    final class Tls extends SecureNioChannel implements MeasuredChannel {

        private final Meter meter;

        Tls(SocketBufferHandler buffers, NioEndpoint endpoint, ConnectionLimits limits) {
            super(buffers, endpoint);
            this.meter = new Meter(limits);
        }

        @Override
        public Meter meter() {
            return meter;
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper socket) throws IOException {
            meter.nextConnection();
            super.reset(channel, socket);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = super.write(bytes);
            return meter.wrote(written, bytes.hasRemaining() || getOutboundRemaining() > 0);
        }
    }
}
