package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.Precondition;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.mysql.MySqlServer;
import io.dfs.common.mysql.StoppableServer;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server as a careful administrator, or one who has other databases on it, sets it up. */
class CarefulServerOnMySqlTest {

    private static final List<String> SETTINGS = List.of(
            "sql_mode = 'ANSI,TRADITIONAL,NO_BACKSLASH_ESCAPES'",
            "time_zone = '-08:00'",
            "max_allowed_packet = 1048576",
            "wait_timeout = 15",
            "character_set_server = latin1",
            "collation_server = latin1_german1_ci",
            "transaction_isolation = 'SERIALIZABLE'");

    /** MariaDB does not know these. */
    private static final List<String> SETTINGS_OF_MYSQL =
            List.of("sql_require_primary_key = ON", "sql_generate_invisible_primary_key = ON");

    private static final Map<String, String> ATTRIBUTES = Map.of("note", "дом 😀 it's \"q\" \\back");

    private static StoppableServer server;
    private static int schemas;

    @BeforeAll
    static void startServer() throws SQLException {
        server = MySqlServer.stoppable();
        for (String setting : SETTINGS) {
            execute("mysql", "SET GLOBAL " + setting);
        }
        if (!server.product().contains("MariaDB")) {
            for (String setting : SETTINGS_OF_MYSQL) {
                execute("mysql", "SET GLOBAL " + setting);
            }
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void textIsStoredAsItWasSentAndTheLargestCommitFits() throws SQLException {
        try (RunningService service = RunningService.on(database(), Map.of())) {
            MetadataApi api = service.api();
            FilePath file = FilePath.valueOf("/😀 it's \"q\" \\back");

            commit(api, List.of(file));
            commit(
                    api,
                    IntStream.range(0, 1000)
                            .mapToObj(i -> FilePath.valueOf("/many/" + "x".repeat(200) + i))
                            .toList());

            assertThat(api.stat(file).attributes()).isEqualTo(ATTRIBUTES);
            assertThat(api.stat(FilePath.valueOf("/many/" + "x".repeat(200) + 999))
                            .attributes())
                    .isEqualTo(ATTRIBUTES);
            assertThat(otherCharacterSets(service)).isEmpty();
        }
    }

    @Test
    void textOfAnEarlierVersionBecomesUnicode() throws SQLException {
        TestDatabase database = database();
        RunningService.on(database, Map.of()).close();
        for (String table : List.of("node", "entry")) {
            execute("dfs" + schemas, "ALTER TABLE " + table + " CONVERT TO CHARACTER SET latin1");
        }

        try (RunningService service = RunningService.on(database, Map.of())) {
            assertThat(otherCharacterSets(service)).isEmpty();
        }
    }

    @Test
    void onlyTablesOfDfsAreConvertedAndOnlySmallOnes() throws SQLException {
        TestDatabase database = database();
        RunningService.on(database, Map.of()).close();
        String schema = "dfs" + schemas;
        execute(schema, "CREATE TABLE `other's table` (id INT PRIMARY KEY, t VARCHAR(10)) CHARACTER SET latin1");
        execute(schema, "CREATE VIEW seen AS SELECT t FROM `other's table`");
        execute(schema, "ALTER TABLE entry CONVERT TO CHARACTER SET latin1");
        execute(schema, "ALTER DATABASE CHARACTER SET latin1");

        try (Connection connection =
                DriverManager.getConnection(server.url() + schema, server.user(), server.password())) {
            new UnicodeText(0).convert(connection);
            assertThat(tablesWithOtherText(database)).containsExactlyInAnyOrder("entry", "other's table", "seen");
        }

        try (RunningService _ = RunningService.on(database, Map.of())) {
            assertThat(tablesWithOtherText(database)).containsExactlyInAnyOrder("other's table", "seen");
            assertThat(JdbcClient.create(database.dataSource())
                            .sql(
                                    "SELECT default_character_set_name FROM information_schema.schemata WHERE schema_name = DATABASE()")
                            .query(String.class)
                            .single())
                    .isEqualTo("latin1");
        }
    }

    private static List<String> tablesWithOtherText(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND character_set_name <> 'utf8mb4' AND table_name <> 'flyway_schema_history'")
                .query(String.class)
                .list();
    }

    private static void commit(MetadataApi api, List<FilePath> paths) {
        api.commit(new CommitRequest(
                paths.stream()
                        .map(path -> new FileCommit(
                                UUID.randomUUID(),
                                path,
                                0,
                                Crc32c.EMPTY,
                                2,
                                64 << 20,
                                Precondition.ABSENT,
                                "text/plain",
                                ATTRIBUTES,
                                List.of()))
                        .toList(),
                List.of()));
    }

    private static List<String> otherCharacterSets(RunningService service) {
        return service.bean(JdbcClient.class)
                .sql(
                        "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND character_set_name <> 'utf8mb4' AND table_name <> 'flyway_schema_history'")
                .query(String.class)
                .list();
    }

    private TestDatabase database() {
        String url = server.url() + "dfs" + ++schemas + "?createDatabaseIfNotExist=true";
        return new TestDatabase(server.product(), url, server.user(), server.password());
    }

    private static void execute(String schema, String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.url() + schema, server.user(), server.password());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
