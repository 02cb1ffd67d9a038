package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryHealthTest {

    private final DirectoryHealth health = new DirectoryHealth(Path.of("/data"));

    private int roundsUntilATrial() {
        int rounds = 1;
        while (!health.isToBeTried()) {
            rounds++;
        }
        return rounds;
    }

    @Test
    void triesAFailedDirectoryAtOnceAndThenAfterGrowingPauses() {
        health.fail("a write failed");
        List<Integer> pauses = new ArrayList<>();
        for (int trial = 0; trial < 8; trial++) {
            pauses.add(roundsUntilATrial());
            health.stillFails("still");
        }

        assertThat(pauses)
                .containsExactly(1, 2, 4, 8, 16, 32, DirectoryHealth.LONGEST_PAUSE, DirectoryHealth.LONGEST_PAUSE);
        assertThat(health.failure()).isEqualTo("still");
    }

    @Test
    void aDiskThatComesAndGoesIsTriedLessAndLess() {
        List<Integer> pauses = new ArrayList<>();
        for (int failure = 0; failure < 4; failure++) {
            health.fail("a write failed");
            pauses.add(roundsUntilATrial());
            health.recover(health.failures());
            assertThat(health.isToBeTried()).isFalse();
        }
        assertThat(pauses).containsExactly(1, 2, 4, 8);

        for (int round = 0; round < DirectoryHealth.CALM_ROUNDS; round++) {
            assertThat(health.isToBeTried()).isFalse();
        }
        health.fail("after a long time without a failure");
        assertThat(roundsUntilATrial()).isEqualTo(1);
    }

    @Test
    void theSameFileCountsOnceAndOneThatCanBeReadAgainNoMore() {
        for (int file = 1; file < DirectoryHealth.UNREADABLE_FILES_OF_A_FAILED_DISK; file++) {
            health.unreadable(Path.of("/data/" + file), new IOException("Input/output error"));
            health.unreadable(Path.of("/data/" + file), new IOException("Input/output error"));
        }
        assertThat(health.works()).isTrue();
        health.readable(Path.of("/data/1"));
        health.unreadable(Path.of("/data/another"), new IOException("Input/output error"));
        assertThat(health.works()).isTrue();

        health.unreadable(Path.of("/data/one-more"), new IOException("Input/output error"));

        assertThat(health.works()).isFalse();
        assertThat(health.failure()).contains("5 files can't be read", "/data/one-more");
    }

    @Test
    void filesThatCouldNotBeReadOnceInALongTimeDoNotFailTheDisk() {
        for (int file = 0; file < 3 * DirectoryHealth.UNREADABLE_FILES_OF_A_FAILED_DISK; file++) {
            health.unreadable(Path.of("/data/" + file), new IOException("Input/output error"));
            for (int round = 0; round < DirectoryHealth.UNREADABLE_ROUNDS / 2; round++) {
                assertThat(health.isToBeTried()).isFalse();
            }
        }

        assertThat(health.works()).isTrue();
    }

    @Test
    void aFailureDuringATrialIsNotForgottenWhenTheTrialSucceeds() {
        health.fail("a write failed");
        int failures = health.failures();
        health.fail("another one failed while the disk was tried");

        health.recover(failures);

        assertThat(health.works()).isFalse();
    }
}
