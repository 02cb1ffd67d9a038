package io.dfs.node.status;

import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.rounds.RoundLoop;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

    @Bean
    DiskSurvey diskSurvey(ChunkStore store) {
        return new DiskSurvey(store);
    }

    @Bean
    RoundLoop diskSurveyLoop(DiskSurvey survey) {
        return new RoundLoop("disk-survey", survey::runOnce);
    }
}
