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

    AnswerProgress answers();

    final class Plain extends NioChannel implements MeasuredChannel {

        private final ConnectionLimits limits;
        private volatile AnswerProgress answers;

        Plain(SocketBufferHandler buffers, ConnectionLimits limits) {
            super(buffers);
            this.limits = limits;
            this.answers = new AnswerProgress(limits);
        }

        @Override
        public AnswerProgress answers() {
            return answers;
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper socket) throws IOException {
            answers = new AnswerProgress(limits);
            super.reset(channel, socket);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = super.write(bytes);
            answers.wrote(System.nanoTime(), written, bytes.hasRemaining());
            return written;
        }
    }

    final class Tls extends SecureNioChannel implements MeasuredChannel {

        private final ConnectionLimits limits;
        private volatile AnswerProgress answers;

        Tls(SocketBufferHandler buffers, NioEndpoint endpoint, ConnectionLimits limits) {
            super(buffers, endpoint);
            this.limits = limits;
            this.answers = new AnswerProgress(limits);
        }

        @Override
        public AnswerProgress answers() {
            return answers;
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper socket) throws IOException {
            answers = new AnswerProgress(limits);
            super.reset(channel, socket);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = super.write(bytes);
            answers.wrote(System.nanoTime(), written, bytes.hasRemaining() || getOutboundRemaining() > 0);
            return written;
        }
    }
}
