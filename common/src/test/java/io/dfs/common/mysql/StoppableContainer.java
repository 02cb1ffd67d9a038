package io.dfs.common.mysql;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/** A container with a port of this machine that it keeps when it is started again. */
final class StoppableContainer implements StoppableServer {

    private final int port = freePort();
    private final MySQLContainer container;
    private final Thread closer = new Thread(this::stop);

    StoppableContainer(String image) {
        this.container = Containers.of(image, List.of());
        container.setPortBindings(List.of(port + ":" + Containers.PORT));
        Runtime.getRuntime().addShutdownHook(closer);
        container.start();
    }

    @Override
    public String url() {
        return Containers.url(container.getHost(), port);
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return Containers.PASSWORD;
    }

    @Override
    public String product() {
        return container.getDockerImageName();
    }

    @Override
    public void pause() {
        engine().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        engine().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        engine().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void startAgain() {
        engine().startContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(closer);
    }

    private void stop() {
        container.stop();
    }

    private static DockerClient engine() {
        return DockerClientFactory.lazyClient();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
