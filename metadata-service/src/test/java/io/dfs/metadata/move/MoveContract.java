package io.dfs.metadata.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dfs.common.error.ExitCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.Migrations;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import io.dfs.service.start.StartRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** From a file of H2, in which every table has rows, to the database of the class. */
abstract class MoveContract {

    private static final Pattern MADE_TABLE = Pattern.compile("CREATE TABLE (\\w+)");

    @TempDir
    Path folder;

    TestDatabase source;
    TestDatabase target;

    abstract TestDatabase empty();

    @BeforeEach
    void fillTheSource() {
        source = file("metadata");
        target = empty();
        Migrations.of(source.dataSource()).migrate();
        ResourceDatabasePopulator rows = new ResourceDatabasePopulator();
        rows.setSqlScriptEncoding("UTF-8");
        migrations().keySet().stream()
                .map(version -> new ClassPathResource("released/V%d.sql".formatted(version)))
                .filter(ClassPathResource::exists)
                .forEach(rows::addScript);
        rows.execute(source.dataSource());
    }

    TestDatabase file(String name) {
        return new TestDatabase("H2", "jdbc:h2:file:" + folder.resolve(name), "dfs", "");
    }

    private Path mark() {
        return folder.resolve("metadata.moved");
    }

    static DatabaseAddress address(TestDatabase database) {
        return new DatabaseAddress(database.url(), database.user(), database.password());
    }

    static Move.Outcome move(TestDatabase from, TestDatabase to) throws SQLException {
        return new Move(address(from), address(to), _ -> {}).run();
    }

    private void moveKilledAt(String line) {
        Consumer<String> killer = said -> {
            if (said.startsWith(line)) {
                throw new Killed();
            }
        };
        assertThatThrownBy(() -> new Move(address(source), address(target), killer).run())
                .isInstanceOf(Killed.class);
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void assertRefused(ExitCode code, String why) {
        assertThatThrownBy(() -> move(source, target)).isInstanceOfSatisfying(MoveRefusedException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(code);
            assertThat(e).hasMessageContaining(why);
        });
    }

    /** What the start of a service does to its database; a whole service takes seconds. */
    private static void start(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .callbacks(new MoveGuard())
                .load()
                .migrate();
    }

    private static void assertServiceRefuses(ThrowingCallable start, String why) {
        Throwable thrown = catchThrowable(start);
        assertThat(thrown).isNotNull();
        assertThat(Stream.iterate(thrown, e -> e != null, Throwable::getCause))
                .anySatisfy(e ->
                        assertThat(e).isInstanceOf(StartRefusedException.class).hasMessageContaining(why));
    }

    /** Every value of every row by table, as text that is the same for every database. */
    static Map<String, List<String>> content(TestDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        Map<String, List<String>> content = new TreeMap<>();
        for (String table : migratedTables()) {
            content.put(
                    table,
                    jdbc.query("SELECT * FROM " + table, (row, _) -> text(row)).stream()
                            .sorted()
                            .toList());
        }
        return content;
    }

    private static String text(ResultSet row) throws SQLException {
        ResultSetMetaData metaData = row.getMetaData();
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            Object value = row.getObject(i);
            values.put(
                    metaData.getColumnName(i).toLowerCase(Locale.ROOT),
                    switch (value) {
                        case null -> "NULL";
                        case byte[] bytes -> HexFormat.of().formatHex(bytes);
                        case Timestamp _ ->
                            row.getObject(i, LocalDateTime.class).toString();
                        case Clob _ -> row.getString(i);
                        default -> value.toString();
                    });
        }
        return values.toString();
    }

    /** Asked of the migrations, and not of what is tested. */
    private static List<String> migratedTables() {
        return tablesMadeBy(String.join("", migrations().values()));
    }

    /** Those of the latest migration may have no rows: it gets its released file with the next one. */
    private static List<String> releasedTables() {
        return tablesMadeBy(
                String.join("", migrations().headMap(latestVersion()).values()));
    }

    private static int latestVersion() {
        return migrations().lastKey();
    }

    private static List<String> tablesMadeBy(String migrations) {
        return MADE_TABLE
                .matcher(migrations)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /** Their texts by version. */
    private static NavigableMap<Integer, String> migrations() {
        NavigableMap<Integer, String> migrations = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                migrations.put(Integer.valueOf(name.substring(1, name.indexOf("__"))), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return migrations;
    }

    private static JdbcTemplate jdbc(TestDatabase database) {
        return new JdbcTemplate(database.dataSource());
    }

    private static void raiseEpochAsTheMoveDid(TestDatabase database) {
        jdbc(database).update("UPDATE cluster SET epoch = epoch + 2");
    }

    @Test
    void everyTableIsMovedWithEveryValue() throws SQLException {
        Map<String, List<String>> before = content(source);
        assertThat(releasedTables())
                .allSatisfy(table -> assertThat(before.get(table)).as(table).isNotEmpty());

        Move.Outcome outcome = move(source, target);

        assertThat(outcome).isInstanceOfSatisfying(Move.Outcome.Moved.class, moved -> {
            assertThat(moved.tables()).isEqualTo(before.size());
            assertThat(moved.cluster()).isEqualTo(UUID.fromString("c0000000-0000-0000-0000-000000000001"));
        });
        raiseEpochAsTheMoveDid(source);
        assertThat(content(target)).isEqualTo(content(source));
        assertThat(Flyway.configure()
                        .dataSource(target.dataSource())
                        .load()
                        .info()
                        .pending())
                .isEmpty();
    }

    @Test
    void aServiceGoesOnWithTheTarget() throws SQLException {
        move(source, target);

        try (RunningService service = RunningService.on(target, Map.of())) {
            assertThat(service.api()
                            .stat(FilePath.valueOf("/photos/Ünï 🎉.jpg"))
                            .lengthBytes())
                    .isEqualTo(3000);
            assertThat(service.api().nodes().nodes()).hasSize(2);
        }
    }

    @Test
    void moreRowsThanABatchHoldsAreMoved() throws SQLException {
        jdbc(source)
                .batchUpdate(
                        "INSERT INTO answered_request (request_key, fingerprint, answer, answered_at) VALUES (?, 'f', ?, ?)",
                        IntStream.range(0, 2_345)
                                .mapToObj(i -> new Object[] {
                                    ("k" + i).getBytes(StandardCharsets.US_ASCII),
                                    new byte[i % 7 == 0 ? 32_000 : i],
                                    LocalDateTime.of(2026, 3, 29, 2, 30, 0, (i + 1) * 1000) // no such time in Berlin
                                })
                                .toList());

        move(source, target);

        raiseEpochAsTheMoveDid(source);
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void theSourceIsOnlyRead() throws SQLException, IOException {
        byte[] before = Files.readAllBytes(folder.resolve("metadata.mv.db"));

        move(source, target);

        assertThat(Files.readAllBytes(folder.resolve("metadata.mv.db"))).isEqualTo(before);
    }

    @Test
    @DisplayName("I-4 no service starts on the old database, until a person says that it is the one to use")
    void theOldDatabaseIsFenced() throws SQLException, IOException {
        move(source, target);

        assertServiceRefuses(
                () -> RunningService.on(source, Map.of()).close(),
                "was moved from this database to " + DatabaseAddress.withoutSettings(target.url()));
        assertThat(mark()).content().contains("delete it");

        Files.delete(mark());
        start(source);
    }

    @Test
    @DisplayName("I-4 nodes that were told of the target's epoch know the source as an old copy")
    void nodesTellTheTwoApart() throws SQLException {
        move(source, target);

        long old = epoch(source);
        long announced = epoch(target) - 1;
        assertThat(announced).isGreaterThan(old);
    }

    @Test
    @DisplayName("I-4 a restored database that was not accepted stays one when it is moved")
    void anOldCopyStaysOne() throws SQLException {
        jdbc(source).update("UPDATE cluster SET seen_epoch = epoch + 1000");

        move(source, target);

        assertThat(epoch(target)).isEqualTo(epoch(source));
    }

    private static long epoch(TestDatabase database) {
        return jdbc(database).queryForObject("SELECT epoch FROM cluster", Long.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entry", "all tables"})
    @DisplayName("I-7 a move that was killed leaves a target on which no service starts, and is run again")
    void anInterruptedMoveIsRunAgain(String line) throws SQLException {
        moveKilledAt(line);

        assertServiceRefuses(() -> start(target), "has not finished: run it again");
        assertThat(mark()).doesNotExist();

        move(source, target);
        raiseEpochAsTheMoveDid(source);
        assertThat(content(target)).isEqualTo(content(source));
        start(target);
    }

    @Test
    @DisplayName("I-7 killed between the mark and the end, neither database can be used, and the move is run again")
    void killedJustBeforeTheEnd() throws SQLException {
        move(source, target);
        new UnfinishedMove("the source").begin(jdbc(target));

        assertServiceRefuses(() -> start(source), "was moved");
        assertServiceRefuses(() -> start(target), "has not finished");

        assertThat(move(source, target)).isInstanceOf(Move.Outcome.Moved.class);
        raiseEpochAsTheMoveDid(source);
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void theCommandMayBeRepeated() throws SQLException {
        move(source, target);
        jdbc(target).update("DELETE FROM audit");

        assertThat(move(source, target)).isInstanceOf(Move.Outcome.MovedBefore.class);
        assertThat(content(target).get("audit")).isEmpty();
    }

    @Test
    void whatWasMovedIsNotMovedToAnotherDatabaseAsWell() throws SQLException {
        move(source, target);
        target = empty();

        assertRefused(ExitCode.CONFLICT, "already");
    }

    @Test
    @DisplayName("I-3 a target that returns something else than it was given can't be used")
    void whatCameBackOtherwiseIsFound() {
        Consumer<String> damage = line -> {
            if (line.startsWith("all tables")) {
                jdbc(target).update("UPDATE entry SET attributes = '{}' WHERE attributes IS NOT NULL");
            }
        };

        assertThatThrownBy(() -> new Move(address(source), address(target), damage).run())
                .isInstanceOfSatisfying(MoveRefusedException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.INTEGRITY);
                    assertThat(e).hasMessageContaining("entry");
                });
        assertServiceRefuses(() -> start(target), "has not finished");
        assertThat(mark()).doesNotExist();
    }

    @Test
    void aSchemaThatMigrationsHaveMadeIsEmpty() throws SQLException {
        Migrations.of(target.dataSource()).migrate();

        move(source, target);

        raiseEpochAsTheMoveDid(source);
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void aTargetOfAnotherClusterIsRefused() {
        Migrations.of(target.dataSource()).migrate();
        jdbc(target)
                .update("INSERT INTO cluster (singleton, id, created_at) VALUES (1, ?, '2026-01-01 00:00:00')", (Object)
                        new byte[16]);
        Map<String, List<String>> before = content(target);

        assertRefused(ExitCode.CONFLICT, "is not empty");
        assertThat(content(target)).isEqualTo(before);
    }

    @Test
    void aTargetOfAnotherProgramIsRefused() {
        jdbc(target).execute("CREATE TABLE customer (id INT NOT NULL, PRIMARY KEY (id))");

        assertRefused(ExitCode.CONFLICT, "tables of other programs (customer)");
        new UnfinishedMove("the source").begin(jdbc(target));
        assertRefused(ExitCode.CONFLICT, "tables of other programs (customer)");
        UnfinishedMove.end(jdbc(target));
        assertThat(TableShape.names(jdbc(target))).containsExactly("customer");
    }

    @Test
    void aSourceOfAnEarlierVersionIsRefused() {
        source = file("older");
        Flyway.configure()
                .dataSource(source.dataSource())
                .target(migrations().lowerKey(latestVersion()).toString())
                .load()
                .migrate();

        assertRefused(ExitCode.CONFLICT, "start this release of the metadata service on it once");
    }

    @Test
    void aSourceOfALaterVersionIsRefused() {
        jdbc(source)
                .update(
                        "UPDATE \"flyway_schema_history\" SET \"version\" = '999', \"installed_rank\" = 999"
                                + " WHERE \"version\" = ?",
                        Integer.toString(latestVersion()));

        assertRefused(ExitCode.CONFLICT, "newer than this program");
    }

    @Test
    void aSourceThatIsNotThereIsRefusedAndNotMade() {
        source = file("elsewhere");

        assertRefused(ExitCode.NOT_FOUND, "run this in the folder");
        assertThat(folder.resolve("elsewhere.mv.db")).doesNotExist();
    }

    @Test
    void aSourceThatNoServiceWasStartedOnIsRefused() {
        source = file("unused");
        jdbc(source).execute("CREATE TABLE t (id INT)");
        assertRefused(ExitCode.NOT_FOUND, "holds no metadata");

        source = file("migrated");
        Migrations.of(source.dataSource()).migrate();
        assertRefused(ExitCode.NOT_FOUND, "no metadata service was ever started");
    }

    @Test
    void theCommandTellsWhatItDidAndWhatIsNext() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        MoveCommand command = new MoveCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(command.execute(address(source), address(target))).isZero();
        assertThat(command.execute(address(file("none")), address(target))).isEqualTo(ExitCode.NOT_FOUND.number());

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("moved cluster c0000000-0000-0000-0000-000000000001")
                .contains("DFS_DATABASE_URL=" + DatabaseAddress.withoutSettings(target.url()))
                .contains("to go back, delete " + mark());
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("replica: 4 rows copied")
                .contains("there is no database");
    }

    static List<String> ids(JdbcTemplate jdbc) {
        List<String> ids = new ArrayList<>();
        jdbc.queryForList("SELECT id FROM cluster", byte[].class)
                .forEach(id -> ids.add(SqlValues.uuid(id).toString()));
        return ids;
    }

    static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
