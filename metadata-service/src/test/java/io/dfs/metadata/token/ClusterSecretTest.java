package io.dfs.metadata.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.token.TokenSigner;
import io.dfs.service.start.StartRefusedAnalyzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ClusterSecretTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @EnableConfigurationProperties(ClusterSecretSettings.class)
    static class Settings {}

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withBean(Clock.class, Clock::systemUTC)
            .withUserConfiguration(Settings.class, TokenConfiguration.class);

    @Test
    void startsWithASecret() {
        service.withPropertyValues("dfs.cluster-secret=" + SECRET)
                .run(context -> assertThat(context).hasSingleBean(TokenSigner.class));
    }

    @Test
    void startsWithASecretFromAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");

        service.withPropertyValues("dfs.cluster-secret=", "dfs.cluster-secret-file=" + file)
                .run(context -> assertThat(context).hasSingleBean(TokenSigner.class));
    }

    @ParameterizedTest
    @CsvSource({
        "dfs.cluster-secret=, DFS_CLUSTER_SECRET",
        "dfs.cluster-secret=short-one, 'the least is 32'",
        "dfs.cluster-secret-file=/no/such/file, /no/such/file",
    })
    void refusesToStartWithoutAUsableSecretAndSaysWhyInOneSentence(String setting, String reason) {
        service.withPropertyValues(setting).run(context -> {
            assertThat(context).hasFailed();
            assertThat(new StartRefusedAnalyzer()
                            .analyze(context.getStartupFailure())
                            .getDescription())
                    .contains(reason)
                    .doesNotContain("\n")
                    .doesNotContain("short-one");
        });
    }
}
