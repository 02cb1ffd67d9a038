package io.dfs.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StopLimitTest {

    /** A program whose stop never ends, or ends at once. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            if (arguments[0].equals("hangs")) {
                StopLimit.set(Duration.ofMillis(200));
                Runtime.getRuntime().addShutdownHook(new Thread(Program::waitForever, "hanging-hook"));
            } else {
                StopLimit.set(Duration.ofHours(1));
            }
            System.out.println("runs");
            waitForever();
        }

        private static void waitForever() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A process that is ended from here has its pipes closed. */
    private Path errors;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        errors = folder.resolve("errors");
    }

    @Test
    void aStopThatHangsTellsWhereAndEnds() throws Exception {
        Process process = start("hangs");

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(errors)
                .content()
                .contains("was asked to end")
                .contains("hanging-hook")
                .contains("waitForever");
    }

    @Test
    void aStopInTimeIsNotHeldUp() throws Exception {
        Process process = start("ends");

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(errors).isEmptyFile();
    }

    private Process start(String how) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        how)
                .redirectError(errors.toFile())
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo("runs");
        return process;
    }
}
