package io.dfs.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServerChoiceTest {

    private static final Path MYSQLD = Path.of("/usr/sbin/mysqld");
    private static final ServerChoice.Machine NOTHING = new ServerChoice.Machine(false, Optional.empty(), false);
    private static final ServerChoice.Machine PACKED_ONLY = new ServerChoice.Machine(false, Optional.empty(), true);
    private static final ServerChoice.Machine EVERYTHING = new ServerChoice.Machine(true, Optional.of(MYSQLD), true);

    static Stream<Arguments> choices() {
        ServerChoice given = new ServerChoice.Given("jdbc:mysql://db/", "root", "");
        ServerChoice newest = new ServerChoice.Container("mysql:9.7");
        ServerChoice installed = new ServerChoice.Installed(MYSQLD);
        ServerChoice packed = new ServerChoice.Packed();
        return Stream.of(
                Arguments.of(Map.of(), EVERYTHING, List.of(newest, installed, packed)),
                Arguments.of(Map.of(), PACKED_ONLY, List.of(packed)),
                Arguments.of(Map.of(), NOTHING, List.of()),
                Arguments.of(
                        Map.of("DFS_TEST_MYSQL_IMAGE", "mysql:8.0.33"),
                        EVERYTHING,
                        List.of(new ServerChoice.Container("mysql:8.0.33"), installed, packed)),
                Arguments.of(Map.of("DFS_TEST_MYSQL_IMAGE", " "), EVERYTHING, List.of(newest, installed, packed)),
                Arguments.of(Map.of("DFS_TEST_MYSQL_URL", "jdbc:mysql://db"), EVERYTHING, List.of(given)),
                Arguments.of(Map.of("DFS_TEST_MYSQL_URL", "jdbc:mysql://db/"), NOTHING, List.of(given)),
                Arguments.of(
                        Map.of(
                                "DFS_TEST_MYSQL_URL", "jdbc:mysql://db/",
                                "DFS_TEST_MYSQL_USER", "me",
                                "DFS_TEST_MYSQL_PASSWORD", "word"),
                        PACKED_ONLY,
                        List.of(new ServerChoice.Given("jdbc:mysql://db/", "me", "word"))));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aNamedServerIsTheOnlyOneAndOtherwiseAContainerComesBeforeProcesses(
            Map<String, String> environment, ServerChoice.Machine machine, List<ServerChoice> choices) {
        assertThat(ServerChoice.of(environment, machine)).isEqualTo(choices);
    }

    @Test
    void aServerThatIsToBeKilledIsNeverTheNamedOne() {
        assertThat(ServerChoice.startable(Map.of("DFS_TEST_MYSQL_URL", "jdbc:mysql://db"), PACKED_ONLY))
                .containsExactly(new ServerChoice.Packed());
    }

    @ParameterizedTest
    @CsvSource({
        "'/usr/sbin/mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))', true",
        "'/usr/sbin/mysqld  Ver 8.0.33 for Linux on x86_64 (Source distribution)', true",
        "'/usr/sbin/mysqld  Ver 9.7.0 for Linux on x86_64 (MySQL Community Server - GPL)', true",
        "'/usr/sbin/mysqld  Ver 8.0.32 for Linux on x86_64', false",
        "'/usr/sbin/mysqld  Ver 5.7.44 for Linux on x86_64', false",
        "'/usr/sbin/mysqld  Ver 11.4.5-MariaDB for debian-linux-gnu on x86_64', false",
        "'', false",
    })
    void onlyMySqlThatDfsSupportsIsTakenFromTheMachine(String versionLine, boolean supported) {
        assertThat(InstalledServer.isSupported(versionLine)).isEqualTo(supported);
    }
}
