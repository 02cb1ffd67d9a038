package io.dfs.service.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ConnectionTest {

    @Test
    void isNotClosedForRoomBeforeTheServerHasTakenItUp() throws Exception {
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            NioEndpoint endpoint = new NioEndpoint();
            NioChannel buffered = new NioChannel(new SocketBufferHandler(8, 8, false));
            buffered.reset(channel, new NioEndpoint.NioSocketWrapper(buffered, endpoint));
            Connection connection = new Connection(
                    new NioEndpoint.NioSocketWrapper(buffered, endpoint),
                    channel,
                    new ConnectionLimits(
                            Duration.ofSeconds(10),
                            DataSize.ofKilobytes(1),
                            Duration.ofSeconds(30),
                            DataSize.ofKilobytes(64),
                            100,
                            0,
                            true),
                    0);
            assertThat(connection.isExpendable()).isFalse();

            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);

            assertThat(connection.isExpendable()).isTrue();
        }
    }
}
