package io.dfs.common.mysql;

import com.github.dockerjava.api.DockerClient;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/** A container with a port of this machine that it keeps when it is started again. */
final class StoppableContainer implements StoppableServer {

    private final int port = StoppableServer.freePort();
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

    /** By signal: the engine's own pause freezes a control group, and gives up where a disk is busy. */
    @Override
    public void pause() {
        signal("SIGSTOP");
    }

    @Override
    public void resume() {
        signal("SIGCONT");
    }

    @Override
    public void kill() {
        signal("SIGKILL");
    }

    private void signal(String signal) {
        engine().killContainerCmd(container.getContainerId()).withSignal(signal).exec();
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
}
