package io.dfs.node.status;

import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.rounds.RoundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(15);

    @Bean
    DiskSurvey diskSurvey(ChunkStore store) {
        return new DiskSurvey(store);
    }

    /** Apart from the survey, which must not wait for what a failing disk takes to read. */
    @Bean
    RoundLoop failedDirectoriesLoop(ChunkStore store) {
        return new RoundLoop("failed-directories", () -> {
            store.tryFailedDirectories();
            return BETWEEN_TRIALS;
        });
    }

    @Bean
    RoundLoop diskSurveyLoop(DiskSurvey survey) {
        return new RoundLoop("disk-survey", survey::runOnce);
    }
}
