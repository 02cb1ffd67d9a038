package io.dfs.common.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CarriersTest {

    private static final int WAITING = 32;

    @Test
    void threadsThatWaitForAClassDoNotKeepTheOneThatLoadsItFromGoingOn() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ActiveProcessorCount=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingForAClass.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(program.exitValue()).isZero();
        } finally {
            program.destroyForcibly();
        }
    }

    /** A program of its own: the number of carriers is fixed once a virtual thread has run. */
    static final class WaitingForAClass {

        private static final CountDownLatch INITIALIZING = new CountDownLatch(1);
        private static final CountDownLatch MAY_END = new CountDownLatch(1);

        public static void main(String[] arguments) throws InterruptedException {
            Carriers.makeEnough();
            Thread first = Thread.ofVirtual().start(Slow::touch);
            INITIALIZING.await();
            Thread[] waiting = new Thread[WAITING];
            for (int i = 0; i < WAITING; i++) {
                waiting[i] = Thread.ofVirtual().start(Slow::touch);
            }
            Thread.ofVirtual().start(MAY_END::countDown).join();
            first.join();
            for (Thread thread : waiting) {
                thread.join();
            }
        }

        private static final class Slow {

            static {
                INITIALIZING.countDown();
                try {
                    MAY_END.await();
                } catch (InterruptedException e) {
                    throw new ExceptionInInitializerError(e);
                }
            }

            static void touch() {}
        }
    }
}
