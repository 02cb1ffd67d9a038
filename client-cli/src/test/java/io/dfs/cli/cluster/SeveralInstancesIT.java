package io.dfs.cli.cluster;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.TrashPage;
import io.dfs.common.mysql.NeedsMySql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two metadata services on one database, two controllers and four nodes. Each of them goes and comes back while clients work, and
 * no command of a client fails.
 */
@TestInstance(Lifecycle.PER_CLASS)
@NeedsMySql
class SeveralInstancesIT {

    private static final int CLIENTS = 3;
    private static final List<String> SERVICES = List.of("metadata", "controller", "metadata-2", "controller-2");

    private FaultCluster cluster;
    private List<BusyClient> clients;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) {
        ClusterPlan plan = ClusterPlan.of(4, 2).withTwoMetadataServices();
        for (Map.Entry<String, String> setting : ClusterDatabase.onAServer().entrySet()) {
            plan = plan.with(setting.getKey(), setting.getValue());
        }
        cluster = new FaultCluster(home, plan);
        cluster.startSecondController();
        long seed = Long.getLong("dfs.seed", System.nanoTime());
        System.out.println("clients work by -Ddfs.seed=" + seed);
        clients = IntStream.rangeClosed(1, CLIENTS)
                .mapToObj(number -> new BusyClient(cluster, number, seed))
                .toList();
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @AfterEach
    void theTruthHolds() {
        // Of its own: what an earlier test stored, the clients may have removed since.
        Truth truth = new Truth(cluster);
        clients.forEach(client -> client.files().forEach(truth::noteUndeleted));
        truth.holds();
    }

    @Test
    @DisplayName("I-7 I-8 services are killed and started again in turn, and no command fails or is done twice")
    void noCommandFailsWhileServicesAreKilledInTurn() throws Exception {
        whileClientsWork(() -> SERVICES.forEach(service -> {
            cluster.kill(service);
            cluster.start(service);
        }));

        assertThat(entriesOfTheTrash())
                .isEqualTo(clients.stream().mapToInt(BusyClient::trashed).sum());
    }

    @Test
    @DisplayName("I-7 I-8 everything is restarted properly one after the other, and no command fails or is done twice")
    void noCommandFailsWhileEverythingIsRestarted() throws Exception {
        whileClientsWork(() -> {
            SERVICES.forEach(cluster::restart);
            cluster.nodeNames().forEach(node -> {
                cluster.restart(node);
                awaitHealthy();
            });
        });

        assertThat(entriesOfTheTrash())
                .isEqualTo(clients.stream().mapToInt(BusyClient::trashed).sum());
    }

    /** Fails if a command of a client does. */
    private void whileClientsWork(Runnable faults) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        int before = commands();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> working = clients.stream()
                    .<Future<?>>map(client -> threads.submit(() -> client.work(() -> !over.get())))
                    .toList();
            try {
                faults.run();
            } finally {
                over.set(true);
            }
            for (Future<?> work : working) {
                work.get();
            }
        }
        assertThat(commands() - before).as("commands that ran meanwhile").isGreaterThan(20);
    }

    private int commands() {
        return clients.stream().mapToInt(BusyClient::commands).sum();
    }

    private int entriesOfTheTrash() {
        int entries = 0;
        String after = null;
        do {
            TrashPage page = page(after);
            entries += page.items().size();
            after = page.next();
        } while (after != null);
        return entries;
    }

    private TrashPage page(@Nullable String after) {
        return cluster.operations().trash(after, 1000);
    }

    private void awaitHealthy() {
        await().atMost(ofMinutes(1))
                .untilAsserted(() -> assertThat(cluster.metadata().nodes().nodes())
                        .extracting(NodeStatus::health)
                        .containsOnly(NodeHealth.HEALTHY));
    }
}
