package io.dfs.metadata.database;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.mysql.MySqlServer;
import io.dfs.common.mysql.NeedsMySql;
import io.dfs.common.mysql.StoppableServer;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real server that vanishes and comes back, while clients go on asking. */
@NeedsMySql
class OutageOnMySqlTest {

    private static final int CLIENTS = 16;

    private static StoppableServer server;
    private static int schemas;

    private TestDatabase database;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.stoppable();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void freshSchema() {
        String url = server.url() + "dfs" + ++schemas + "?createDatabaseIfNotExist=true";
        database = new TestDatabase(server.product(), url, server.user(), server.password());
    }

    @Test
    @DisplayName("I-2 I-7 a killed database: every request is answered with a code, what was acknowledged is kept, and"
            + " no one has to do anything")
    void aKilledDatabase() {
        survives(server::kill, server::startAgain);
    }

    @Test
    @DisplayName("I-2 I-7 I-9 a database that falls silent: no request waits for it for ever")
    void aSilentDatabase() {
        survives(server::pause, server::resume);
    }

    @Test
    @DisplayName("I-7 a service that starts before its database waits for it")
    void aServiceThatStartsBeforeItsDatabase() {
        server.kill();
        CompletableFuture<RunningService> starting =
                CompletableFuture.supplyAsync(() -> RunningService.on(database, Map.of()));

        server.startAgain();

        try (RunningService service = starting.join()) {
            assertThat(service.api().stat(FilePath.ROOT).path()).isEqualTo(FilePath.ROOT);
        }
    }

    @Test
    void ofSeveralServersTheOneThatTakesWritesIsUsed() throws SQLException {
        String several = DatabaseUrlDefaults.complete(
                database.url().replaceFirst("jdbc:mysql://([^/]+)/", "jdbc:mysql://127.0.0.1:1,$1/"));
        Properties account = new Properties();
        account.put("user", database.user());
        account.put("password", database.password());
        WritableServerDriver driver = new WritableServerDriver();

        try (Connection connection = Objects.requireNonNull(driver.connect(several, account));
                Statement statement = connection.createStatement()) {
            statement.execute(WritableServerDriver.TEST_QUERY);

            statement.execute("SET GLOBAL super_read_only = ON");
            try {
                assertThatThrownBy(() -> statement.execute(WritableServerDriver.TEST_QUERY))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> driver.connect(several, account))
                        .hasMessageContaining("takes writes")
                        .satisfies(e -> assertThat(e.getSuppressed())
                                .hasSize(2)
                                .anySatisfy(reason -> assertThat(reason).hasMessageContaining("is read-only")));
            } finally {
                statement.execute("SET GLOBAL read_only = OFF");
            }
            statement.execute(WritableServerDriver.TEST_QUERY);
        }
    }

    private void survives(Runnable outage, Runnable recovery) {
        try (RunningService service = RunningService.on(database, Map.of("DFS_DATABASE_TIMEOUT", "6s"));
                Clients clients = new Clients(service.api())) {
            clients.awaitSuccesses();

            outage.run();
            await().atMost(ofMinutes(2)).until(() -> clients.refused.size() == CLIENTS);
            await().atMost(ofMinutes(1)).until(() -> service.readiness() == 503);
            recovery.run();

            clients.awaitSuccesses();
            await().atMost(ofMinutes(1)).until(() -> service.readiness() == 200);
            clients.end();
            assertThat(clients.otherFailures).as("answers but the expected").isEmpty();
            assertThat(names(service.api())).containsAll(clients.acknowledged);
        }
    }

    private static List<String> names(MetadataApi api) {
        List<String> names = new ArrayList<>();
        String after = null;
        do {
            DirectoryPage page = api.list(FilePath.ROOT, after, 1000);
            page.entries().stream().map(DirectoryEntry::name).forEach(names::add);
            after = page.nextAfter();
        } while (after != null);
        return names;
    }

    /** Each makes one directory after the other, until it is closed. */
    private static final class Clients implements AutoCloseable {

        final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        final Set<Integer> refused = ConcurrentHashMap.newKeySet();
        final Set<String> otherFailures = new ConcurrentSkipListSet<>();
        private final Set<Integer> succeeded = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicInteger names = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();

        Clients(MetadataApi api) {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                threads.add(Thread.startVirtualThread(() -> {
                    while (!ended.get()) {
                        ask(api, client);
                    }
                }));
            }
        }

        private void ask(MetadataApi api, int client) {
            String name = "d" + names.incrementAndGet();
            try {
                api.makeDirectory(new MakeDirectoryRequest(FilePath.ROOT.resolve(name), false));
                acknowledged.add(name);
                succeeded.add(client);
            } catch (DfsException e) {
                if (e.code() == ErrorCode.DATABASE_UNAVAILABLE) {
                    refused.add(client);
                } else if (e.code() != ErrorCode.OVERLOADED) {
                    // UNAVAILABLE, too: then the service took longer than a client waits.
                    otherFailures.add(e.code() + ": " + e.getMessage());
                }
            }
        }

        /** Returns when each has succeeded from now on. */
        void awaitSuccesses() {
            succeeded.clear();
            await().atMost(ofMinutes(2)).until(() -> succeeded.size() == CLIENTS);
        }

        @Override
        public void close() {
            end();
        }

        void end() {
            ended.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
