package io.dfs.metadata.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.ExitCode;
import io.dfs.metadata.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MoveOnH2Test extends MoveContract {

    @Override
    TestDatabase empty() {
        return file("target-" + UUID.randomUUID());
    }

    @Test
    @DisplayName("I-7 a database that a process uses is refused; when that was killed, what it left is rolled back")
    void aDatabaseInUse() throws IOException, SQLException {
        Process user = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UnfinishedTransaction.class.getName(),
                        source.url() + ";MODE=MySQL;WRITE_DELAY=0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(user.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> move(source, target)).isInstanceOfSatisfying(MoveRefusedException.class, e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.CONFLICT);
                assertThat(e).hasMessageContaining("is in use: stop the metadata service");
            });
        } finally {
            user.destroyForcibly().onExit().join();
        }

        move(source, target);
        assertThat(content(target).get("orphan")).as("only what was committed").hasSize(1);
    }
}
