package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFinderTest {

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private Path config;

    @BeforeEach
    void nameTheConfigurationFile() {
        config = folder.resolve("home/config");
        variables.put("DFS_CONFIG", config.toString());
    }

    private Environment environment(Path workingDirectory) {
        return new Environment(variables, workingDirectory, folder, Clock.systemUTC());
    }

    private Optional<String> find(@Nullable String tokenFile, @Nullable String endpoint) {
        return find(folder, tokenFile, endpoint);
    }

    private Optional<String> find(Path workingDirectory, @Nullable String tokenFile, @Nullable String endpoint) {
        Environment environment = environment(workingDirectory);
        ConfigurationFile configuration = new ConfigurationFile(environment);
        ClusterAddress cluster = new EndpointFinder(environment, configuration).find(endpoint);
        return new TokenFinder(environment, configuration, warnings::add)
                .find(tokenFile == null ? null : Path.of(tokenFile), cluster)
                .map(BearerToken::value);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void localCluster(String endpoint) throws IOException {
        write(".dfs/cluster.json", "{\"endpoint\":\"%s\"}".formatted(endpoint));
        write(".dfs/admin-token", "of-the-local-cluster");
    }

    @Test
    void theNearestOfFivePlacesWins() throws IOException {
        localCluster("http://here:1");
        write("home/config", "endpoint=http://here:1\ntoken=of-the-configuration");
        write("of-the-variable", "of-the-named-file\n");
        write("of-the-flag", "of-the-flag\n");

        variables.putAll(Map.of("DFS_TOKEN", "of-the-environment", "DFS_TOKEN_FILE", "of-the-variable"));
        assertThat(find("of-the-flag", null)).contains("of-the-flag");
        assertThat(find(null, null)).contains("of-the-environment");
        variables.remove("DFS_TOKEN");
        assertThat(find(null, null)).contains("of-the-named-file");
        variables.remove("DFS_TOKEN_FILE");
        assertThat(find(null, null)).contains("of-the-configuration");
        write("home/config", "endpoint=http://here:1");
        assertThat(find(null, null)).contains("of-the-local-cluster");
        Files.delete(folder.resolve(".dfs/admin-token"));
        assertThat(find(null, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a:1            |                       | yes",
                "http://a:1,http://b:1 |                       | yes",
                "http://a:1            | http://a:1            | yes",
                "http://a:1            | http://A:1            | yes",
                "http://a:1,http://b:1 | http://b:1            | yes",
                "http://a:1,http://b:1 | http://b:1,http://a:1 | yes",
                "http://a:1            | http://a:2            | no",
                "http://a:1            | http://a.evil.com:1   | no",
                "http://a:1            | https://a:1           | no",
                "http://a:1            | http://a:1,http://c:1 | no",
                "http://a:1            | http://a:1/other      | no",
                "''                    | http://a:1            | no"
            })
    void theConfigurationsTokenGoesToItsOwnClusterOnly(String configured, @Nullable String flag, String used)
            throws IOException {
        for (String token : List.of("token=secret", "token-file=secret-file")) {
            write("home/secret-file", "secret");
            write("home/config", "endpoint=%s\n%s".formatted(configured, token));
            Optional<String> expected = used.equals("yes") ? Optional.of("secret") : Optional.empty();

            variables.remove("DFS_ENDPOINT");
            assertThat(find(null, flag)).isEqualTo(expected);
            if (flag != null) {
                variables.put("DFS_ENDPOINT", flag);
                assertThat(find(null, null)).isEqualTo(expected);
            }
        }
    }

    @Test
    void theConfigurationsTokenIsNotForTheLocalCluster() throws IOException {
        localCluster("http://here:1");
        write("home/config", "token=of-another");

        assertThat(find(null, null)).contains("of-the-local-cluster");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"http://here:1,of-the-local-cluster", "http://elsewhere:1,", "'http://here:1,http://elsewhere:1',"
            })
    void theLocalClustersTokenGoesToItOnly(String endpoint, @Nullable String token) throws IOException {
        localCluster("http://here:1");
        write("home/config", "");

        assertThat(find(null, endpoint)).isEqualTo(Optional.ofNullable(token));
    }

    @Test
    void theLocalClustersTokenIsFoundBelowItsFolder() throws IOException {
        localCluster("http://here:1");
        write("home/config", "");
        Path deeper = Files.createDirectories(folder.resolve("deep/er"));

        assertThat(find(deeper, null, null)).contains("of-the-local-cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dfs_abc-DEF_123", "dfs_abc\n", "dfs_abc\r\n", " dfs_abc ", "eyJhbGciOi.eyJzdWI.c2ln", "YWJj=="})
    void takesTokensOfEveryIssuerAndTheLinesEnd(String text) throws IOException {
        write("token", text);

        assertThat(find("token", "http://a:1")).contains(text.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | it is empty",
                "'\n'                   | it is empty",
                "'secret\nsecret'       | it has several lines",
                "'secret\n\nsecret\n'   | it has several lines",
                "'Bearer secret'        | it has characters that no token has",
                "'secret\u00e4'         | it has characters that no token has",
                "'\"secret\"'           | it has characters that no token has"
            })
    void saysInASentenceWhatIsWrongWithAFileAndNotWhatIsInIt(String text, String why) throws IOException {
        Path file = write("token", text);

        assertThatThrownBy(() -> find("token", "http://a:1"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("the token from --token-file (%s) can't be used: %s".formatted(file, why))
                .hasMessageNotContaining("secret");
    }

    @Test
    void readsNoMoreOfAFileThanATokenHas() throws IOException {
        write("token", "x".repeat(BearerToken.MAX_LENGTH));
        assertThat(find("token", "http://a:1")).isPresent();

        write("token", "x".repeat(BearerToken.MAX_LENGTH + 1));
        assertThatThrownBy(() -> find("token", "http://a:1")).hasMessageContaining("longer than 8,192 characters");
    }

    /** Only root gives files away, so any other user of this test is the stranger himself: the reader is root then. */
    @Test
    void doesNotFollowAClusterFileThatSomebodyElseWrote() throws IOException {
        localCluster("http://evil:1");
        write("home/config", "");
        variables.put("DFS_TOKEN", "secret");
        Path file = folder.resolve(".dfs/cluster.json");
        Path readersOwn = giveAway(file) ? Path.of("/proc/self") : Path.of("/");
        Environment environment = environment(folder);
        EndpointFinder finder = new EndpointFinder(
                environment, new ConfigurationFile(environment), cluster -> cluster.isOf(readersOwn));

        assertThatThrownBy(() -> finder.find(null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("was written by someone else");
    }

    private static boolean giveAway(Path file) {
        try {
            Files.setAttribute(file, "unix:uid", 12345);
            return true;
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    @Test
    void saysWhichFileIsMissing() {
        variables.put("DFS_TOKEN_FILE", "nowhere");

        assertThatThrownBy(() -> find(null, "http://a:1"))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token from DFS_TOKEN_FILE (%s) can't be read: there is no such file"
                        .formatted(folder.resolve("nowhere")));
    }

    @ParameterizedTest
    @CsvSource({"rw-------,0", "r--------,0", "rw-r-----,1", "rw-r--r--,1", "rw----r--,1"})
    void warnsOfFilesThatOthersRead(String permissions, int count) throws IOException {
        Path file = write("token", "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        find("token", "http://a:1");
        assertThat(warnings).hasSize(count).noneMatch(warning -> warning.contains("secret"));

        warnings.clear();
        write("home/config", "endpoint=http://a:1\ntoken=secret");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString(permissions));
        find(null, null);
        assertThat(warnings).hasSize(count).noneMatch(warning -> warning.contains("secret"));
    }

    @Test
    void aTokenDoesNotPrintItself() {
        assertThat(BearerToken.parse("secret", "DFS_TOKEN")).asString().doesNotContain("secret");
    }
}
