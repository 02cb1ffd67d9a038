package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Every schema that was ever released, with rows in it, becomes the latest. {@code released/V1.sql} and so on have rows for
 * what each version brought; when a migration is added, the one before it has been released and needs its file.
 */
abstract class MigrationContract {

    private static final List<String> TABLES =
            List.of("cluster", "node", "entry", "chunk", "extent", "replica", "work", "trash");

    abstract TestDatabase fresh();

    static Stream<Integer> earlierVersions() throws IOException {
        List<Integer> all = versions();
        return all.subList(0, all.size() - 1).stream();
    }

    static List<Integer> versions() throws IOException {
        try (Stream<Path> migrations = Files.list(Path.of("src/main/resources/db/migration"))) {
            return migrations
                    .map(file -> file.getFileName().toString())
                    .map(name -> Integer.valueOf(name.substring(1, name.indexOf("__"))))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "version {0}")
    @MethodSource("earlierVersions")
    @DisplayName("a released schema with its rows becomes the latest, and the service continues with them")
    void aReleasedSchemaBecomesTheLatest(int version) throws IOException {
        TestDatabase database = fresh();
        migrate(database.dataSource(), Integer.toString(version));
        versions().stream().filter(older -> older <= version).forEach(older -> fill(database.dataSource(), older));
        Map<String, Long> before = rows(database.dataSource());

        try (RunningService service = RunningService.on(database, Map.of())) {
            assertThat(rows(database.dataSource())).isEqualTo(before);
            FileStat stat = service.api().stat(FilePath.valueOf("/photos/Ünï 🎉.jpg"));
            assertThat(stat.lengthBytes()).isEqualTo(3000);
            assertThat(stat.attributes()).containsEntry("camera", "Ω");
            assertThat(stat.extents()).extracting(ExtentStat::lengthBytes).containsExactly(2000L, 1000L);
            assertThat(stat.extents().getFirst().replicas()).hasSize(2);
            assertThat(service.api().nodes().nodes())
                    .extracting(NodeStatus::name)
                    .containsExactlyInAnyOrder("node-1", "node-2");
        }
    }

    static int migrate(DataSource database, String target) {
        return Flyway.configure().dataSource(database).target(target).load().migrate().migrationsExecuted;
    }

    private static void fill(DataSource database, int version) {
        ResourceDatabasePopulator rows =
                new ResourceDatabasePopulator(new ClassPathResource("released/V%d.sql".formatted(version)));
        rows.setSqlScriptEncoding("UTF-8");
        rows.execute(database);
    }

    private static Map<String, Long> rows(DataSource database) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    JdbcClient.create(database)
                            .sql("SELECT COUNT(*) FROM " + table)
                            .query(Long.class)
                            .single());
        }
        return rows;
    }
}
