package io.dfs.node;

import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.service.tls.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole node with its web server on a port of its own. */
public final class TestNode implements AutoCloseable {

    private static final String FAILED_ATTEMPTS = "--dfs.failed-attempts.limit=";

    public final Path directory;
    public final ConfigurableApplicationContext context;

    private TestNode(Path directory, ConfigurableApplicationContext context) {
        this.directory = directory;
        this.context = context;
    }

    /** Running and registered. */
    public static TestNode start(TestCluster cluster, Path directory, String... settings) {
        TestNode node = startUnregistered(cluster, directory, settings);
        await().until(() -> node.context.getBean(Membership.class).registered());
        return node;
    }

    public static TestNode startUnregistered(TestCluster cluster, Path directory, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--dfs.metadata-url=" + cluster.url(),
                "--dfs.node.name=" + directory.getFileName(),
                "--dfs.node.data-dirs=" + directory));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--dfs.cluster-secret-file="))) {
            arguments.add("--dfs.cluster-secret=" + TestCluster.SECRET);
        }
        arguments.addAll(List.of(settings));
        if (arguments.stream().noneMatch(argument -> argument.startsWith(FAILED_ATTEMPTS))) {
            arguments.add(FAILED_ATTEMPTS + "0"); // many refusals in a row are what tests are made of
        }
        return new TestNode(
                directory,
                new SpringApplicationBuilder(StorageNodeApplication.class).run(arguments.toArray(String[]::new)));
    }

    public NodeAddress address() {
        NodeIdentity identity = context.getBean(NodeIdentity.class);
        String url = context.getBean(ServerTls.class).scheme() + "://localhost:" + port();
        return new NodeAddress(identity.id(), identity.name(), identity.zone(), url);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public int managementPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    public List<Path> filesIn(String folder) {
        try (Stream<Path> files = Files.walk(directory.resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
