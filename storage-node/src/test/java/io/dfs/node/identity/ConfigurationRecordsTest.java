package io.dfs.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dfs.common.token.ClusterSecret;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationRecordsTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final List<URI> METADATA = List.of(URI.create("http://localhost:7070"));

    @TempDir
    private Path folder;

    private static NodeProperties node(String url, String capacity, Duration limit) {
        return new NodeProperties(
                "n1", "z", List.of(Path.of("a")), url, capacity, 64, 16, 16, limit, limit, limit, limit);
    }

    @Test
    void theSecretComesFromTheValueOrFromAFile() throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, SECRET + "\n");

        assertThat(new ClusterProperties(METADATA, SECRET, "", "").secrets().get())
                .containsExactly(new ClusterSecret(SECRET));
        assertThat(new ClusterProperties(METADATA, "", file.toString(), "")
                        .secrets()
                        .get())
                .containsExactly(new ClusterSecret(SECRET));
    }

    @Test
    void thePreviousSecretIsAcceptedAfterTheCurrentOne() {
        String previous = "fedcba9876543210fedcba9876543210";

        assertThat(new ClusterProperties(METADATA, SECRET, "", previous)
                        .secrets()
                        .get())
                .containsExactly(new ClusterSecret(SECRET), new ClusterSecret(previous));
    }

    @Test
    void refusesToStartWithoutAUsableSecret() {
        assertStartRefused(new ClusterProperties(METADATA, "", "", ""), "no cluster secret: set DFS_CLUSTER_SECRET");
        assertStartRefused(new ClusterProperties(METADATA, " ", " ", ""), "no cluster secret: set DFS_CLUSTER_SECRET");
        assertStartRefused(new ClusterProperties(METADATA, "short", "", ""), "the cluster secret has 5 characters");
        assertStartRefused(new ClusterProperties(METADATA, SECRET, "", "short"), "the cluster secret has 5 characters");
        assertStartRefused(
                new ClusterProperties(METADATA, "", folder.resolve("none").toString(), ""), "does not exist");
    }

    private static void assertStartRefused(ClusterProperties properties, String message) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(properties::secrets)
                .withMessageContaining(message);
    }

    @Test
    void secretsDoNotShowInLogs() {
        assertThat(new ClusterProperties(METADATA, SECRET, "", SECRET))
                .asString()
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "http://n1:7080, http://n1:7080",
        "http://n1:7080/, http://n1:7080",
        "' https://n1 ', https://n1"
    })
    void theAdvertisedUrlHasNoSlashAtItsEnd(String url, String expected) {
        assertThat(node(url, "", Duration.ofSeconds(1)).advertisedUrl()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1:7080", "ftp://n1", "//n1", "http//n1", "a b", "http:///n1"})
    void refusesAnAdvertisedUrlThatIsNone(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> node(url, "", Duration.ofSeconds(1)));
    }

    @Test
    void saysThatAnUnderscoreMakesAHostNameNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node("http://my_node:7080", "", Duration.ofSeconds(1)))
                .withMessageContaining("DFS_NODE_ADVERTISED_URL")
                .withMessageContaining("'http://my_node:7080'")
                .withMessageContaining("underscore");
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() ->
                        new ClusterProperties(List.of(URI.create("http://my_meta:7070")), SECRET, "", "").endpoints())
                .withMessageContaining("DFS_METADATA_URL")
                .withMessageContaining("'http://my_meta:7070'")
                .withMessageContaining("underscore");
    }

    @Test
    void theCapacityIsASizeOrAll() {
        assertThat(node("", "", Duration.ofSeconds(1)).capacityBytes()).isNull();
        assertThat(node("", "512MiB", Duration.ofSeconds(1)).capacityBytes()).isEqualTo(512L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "much", "5 bananas"})
    void refusesACapacityThatIsNone(String capacity) {
        assertThatIllegalArgumentException().isThrownBy(() -> node("", capacity, Duration.ofSeconds(1)));
    }

    @Test
    void refusesALimitOfNoTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node("", "", Duration.ZERO))
                .withMessageContaining("chunk-report-interval is not above zero");
    }
}
