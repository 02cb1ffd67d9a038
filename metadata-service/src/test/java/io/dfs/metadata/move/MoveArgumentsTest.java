package io.dfs.metadata.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveArgumentsTest {

    private static final String MYSQL = "jdbc:mysql://db:3306/dfs?sslMode=REQUIRED";

    @Test
    void valuesStandBehindAnEqualsSignOrNext() {
        assertThat(MoveArguments.parse(List.of("--to", MYSQL)).to()).isEqualTo(MYSQL);
        assertThat(MoveArguments.parse(List.of("--to=" + MYSQL)).to()).isEqualTo(MYSQL);
        assertThat(MoveArguments.parse(List.of("--to", MYSQL)).from()).isNull();
        assertThat(MoveArguments.parse(List.of("--from", "jdbc:h2:file:./a", "--to", MYSQL))
                        .from())
                .isEqualTo("jdbc:h2:file:./a");
    }

    @Test
    void settingsOfTheServiceAreKept() {
        assertThat(MoveArguments.parse(List.of("--spring.datasource.username=sa", "--to", MYSQL))
                        .settings())
                .containsExactly("--spring.datasource.username=sa");
    }

    @Test
    void helpIsNoMove() {
        assertThat(MoveArguments.parse(List.of("--to", MYSQL, "--help")).help()).isTrue();
        assertThat(MoveCommand.isMeant(new String[] {"move", "--help"})).isTrue();
        assertThat(MoveCommand.isMeant(new String[] {"--server.port=7070"})).isFalse();
        assertThat(MoveCommand.isMeant(new String[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--to", "--to=", "--to --from", "--target=x", "jdbc:mysql://db/dfs", "--server.port"})
    void whatCannotBeUnderstoodIsWrongUsage(String line) {
        assertThatThrownBy(() -> MoveArguments.parse(List.of(line.split(" ", -1))))
                .isInstanceOfSatisfying(
                        MoveRefusedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void addressesAreShownWithoutSecrets() {
        assertThat(DatabaseAddress.withoutSettings("jdbc:mysql://root:secret@db:3306/dfs?password=secret"))
                .isEqualTo("jdbc:mysql://db:3306/dfs");
        assertThat(new DatabaseAddress("jdbc:h2:file:./a;CIPHER=AES;PASSWORD=x", "dfs", "secret"))
                .hasToString("jdbc:h2:file:./a");
    }

    @Test
    void aFileIsOpenedByThisProcessAlone() {
        assertThat(new DatabaseAddress("jdbc:h2:file:./a;auto_server=TRUE;MODE=MySQL", "dfs", "")
                        .alone("IFEXISTS=TRUE")
                        .url())
                .isEqualTo("jdbc:h2:file:./a;MODE=MySQL;IFEXISTS=TRUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db/dfs", "jdbc:h2:tcp://db/dfs", "mysql://db/dfs"})
    void otherDatabasesAreRefused(String url) {
        assertThatThrownBy(() -> Product.of(url))
                .isInstanceOfSatisfying(
                        MoveRefusedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
}
