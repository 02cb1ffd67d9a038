package io.dfs.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.cli.session.UsageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchPlanTest {

    @TempDir
    private Path home;

    private ClusterFolder folder;
    private Programs programs;

    @BeforeEach
    void buildPrograms() throws IOException {
        folder = new ClusterFolder(home.resolve(".dfs"));
        programs = new Programs(home, Path.of("/jdk/bin/java"));
        for (Role role : Role.values()) {
            Path jar = home.resolve(role.module()).resolve("target").resolve(role.module() + "-1-exec.jar");
            Files.createDirectories(jar.getParent());
            Files.createFile(jar);
        }
    }

    @Test
    void spreadsNodesOverZonesAndPorts() {
        LocalCluster cluster = LocalCluster.plan(5, 2, 7070);

        assertThat(cluster.endpoint()).isEqualTo("http://localhost:7070");
        assertThat(cluster.nodes())
                .extracting(Member::name)
                .containsExactly("node-1", "node-2", "node-3", "node-4", "node-5");
        assertThat(cluster.nodes())
                .extracting(Member::zone)
                .containsExactly("zone-1", "zone-2", "zone-1", "zone-2", "zone-1");
        assertThat(cluster.members()).extracting(Member::port).doesNotHaveDuplicates();
        Member sixth = cluster.withOneMoreNode().members().getLast();
        assertThat(sixth).isEqualTo(new Member("node-6", Role.NODE, 7077, "zone-2"));
    }

    @Test
    void managementPortsMeetNoOtherPortOfTheLargestCluster() {
        List<Member> members = LocalCluster.plan(100, 1, 7070).members();

        assertThat(members.stream().flatMap(member -> Stream.of(member.port(), member.managementPort())))
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 7070 && port < 7070 + 256);
        assertThat(LaunchPlan.of(members.getFirst(), LocalCluster.plan(1, 1, 7070), folder, programs)
                        .environment())
                .containsEntry("DFS_PORT", "7070")
                .containsEntry("DFS_MANAGEMENT_PORT", "7198");
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,7070,--nodes",
        "101,1,7070,--nodes",
        "3,0,7070,--zones",
        "3,4,7070,--zones",
        "3,1,80,--base-port",
        "3,1,65533,--base-port"
    })
    void refusesNumbersOutOfRange(int nodes, int zones, int basePort, String option) {
        assertThatThrownBy(() -> LocalCluster.plan(nodes, zones, basePort))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(option);
    }

    @Test
    void everyProcessCarriesItsMarkAndIsBoundInMemory() {
        LocalCluster cluster = LocalCluster.plan(3, 1, 7070);
        for (Member member : cluster.members()) {
            assertThat(LaunchPlan.of(member, cluster, folder, programs).command())
                    .contains("-Xmx256m", "-Ddfs.local=" + folder.path() + "#" + member.name());
        }
    }

    @Test
    void secretsTravelAsFilesNeverOnACommandLineOrInTheEnvironment() throws IOException {
        folder.prepare();
        String secret = Files.readString(folder.secret());
        String token = Files.readString(folder.adminToken());
        LocalCluster cluster = LocalCluster.plan(1, 1, 7070);

        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(token).matches("dfs_[A-Za-z0-9_-]{43}");
        for (Member member : cluster.members()) {
            LaunchPlan plan = LaunchPlan.of(member, cluster, folder, programs);
            assertThat(plan.command()).noneMatch(argument -> argument.contains(secret) || argument.contains(token));
            assertThat(plan.environment()).doesNotContainValue(secret).doesNotContainValue(token);
        }
        folder.prepare();
        assertThat(folder.secret()).hasContent(secret);
        assertThat(folder.adminToken()).hasContent(token);
    }

    @Test
    void onlyTheMetadataServiceIsGivenTheAdminsToken() {
        LocalCluster cluster = LocalCluster.plan(1, 1, 7070);
        for (Member member : cluster.members()) {
            Map<String, String> environment =
                    LaunchPlan.of(member, cluster, folder, programs).environment();
            if (member.role() == Role.METADATA) {
                assertThat(environment)
                        .containsEntry(
                                "DFS_ADMIN_TOKEN_FILE", folder.adminToken().toString());
            } else {
                assertThat(environment).doesNotContainKey("DFS_ADMIN_TOKEN_FILE");
            }
        }
    }

    @Test
    void theFolderIsItsOwnersAloneAlsoIfItWasMadeForEverybody() throws IOException {
        Files.createDirectories(folder.path().resolve("data"));
        for (Path open : List.of(folder.path(), folder.path().resolve("data"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        folder.prepare();

        for (String part : List.of("", "data", "logs", "pids")) {
            assertThat(permissions(folder.path().resolve(part))).as(part).isEqualTo("rwx------");
        }
        assertThat(permissions(folder.secret())).isEqualTo("rw-------");
        assertThat(permissions(folder.adminToken())).isEqualTo("rw-------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void overTlsEachProcessHasACertificateOfItsOwnAndAsksForThoseOfOthers() {
        LocalCluster cluster = LocalCluster.plan(2, 1, 7070).overTls();

        assertThat(cluster.endpoint()).isEqualTo("https://localhost:7070");
        for (Member member : cluster.members()) {
            Path own = folder.path().resolve("tls").resolve(member.name());
            assertThat(LaunchPlan.of(member, cluster, folder, programs).environment())
                    .containsEntry("DFS_TLS_CERTIFICATE", own.resolve("tls.crt").toString())
                    .containsEntry("DFS_TLS_PRIVATE_KEY", own.resolve("tls.key").toString())
                    .containsEntry(
                            "DFS_TLS_CA", folder.path().resolve("tls/ca.crt").toString())
                    .containsEntry("DFS_TLS_CLIENT_AUTH", "want");
        }
        Member node = cluster.nodes().getFirst();
        assertThat(LaunchPlan.of(node, cluster, folder, programs).environment())
                .containsEntry("DFS_METADATA_URL", "https://localhost:7070")
                .containsEntry("DFS_NODE_ADVERTISED_URL", "https://localhost:7072");
        assertThat(cluster.with(Map.of("DFS_DEAD_AFTER", "5s"))
                        .withOneMoreNode()
                        .endpoint())
                .isEqualTo("https://localhost:7070");
    }

    @Test
    void aPersonsSettingsReachEveryProcessAndNothingElseOfTheirEnvironmentDoes() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DFS_NODE_CAPACITY", "1GB",
                "DFS_DEAD_AFTER", "5s",
                "DFS_SOMETHING_NEW", "1",
                "DFS_EMPTY", "",
                "HOME", "/home/me",
                "XDFS_PORT", "1"));
        for (String own : List.of(
                "DFS_PORT",
                "DFS_BIND_ADDRESS",
                "DFS_METADATA_URL",
                "DFS_DATABASE_URL",
                "DFS_DATABASE_USER",
                "DFS_DATABASE_PASSWORD",
                "DFS_CLUSTER_SECRET",
                "DFS_CLUSTER_SECRET_FILE",
                "DFS_PREVIOUS_CLUSTER_SECRET",
                "DFS_ENCRYPTION_KEY",
                "DFS_NODE_NAME",
                "DFS_NODE_ZONE",
                "DFS_NODE_DATA_DIRS",
                "DFS_NODE_ADVERTISED_URL",
                "DFS_CONTROLLER_NAME",
                "DFS_TLS_CERTIFICATE",
                "DFS_TLS_PRIVATE_KEY",
                "DFS_TLS_CA",
                "DFS_TLS_CLIENT_AUTH",
                "DFS_TOKEN",
                "DFS_TOKEN_FILE",
                "DFS_ADMIN_TOKEN",
                "DFS_ADMIN_TOKEN_FILE",
                "DFS_ENDPOINT",
                "DFS_CONFIG",
                "DFS_STATE_DIR",
                "DFS_JAVA_OPTS",
                "DFS_TEST_MYSQL_URL")) {
            variables.put(own, "someone else's");
        }

        LocalCluster cluster = LocalCluster.plan(3, 1, 7070).with(LocalSettings.among(variables));

        assertThat(cluster.settings()).containsOnlyKeys("DFS_NODE_CAPACITY", "DFS_DEAD_AFTER", "DFS_SOMETHING_NEW");
        for (Member member : cluster.members()) {
            assertThat(LaunchPlan.of(member, cluster, folder, programs).environment())
                    .containsEntry("DFS_NODE_CAPACITY", "1GB")
                    .containsEntry("DFS_DEAD_AFTER", "5s")
                    .containsEntry("DFS_EPOCH_INTERVAL", "1s")
                    .doesNotContainValue("someone else's");
        }
    }

    @Test
    void settingsAreKeptWithTheClusterAndMayBeMissingInItsFile() throws IOException {
        folder.prepare();
        LocalCluster cluster = LocalCluster.plan(2, 1, 7070).with(Map.of("DFS_DEAD_AFTER", "5s"));
        folder.save(cluster);
        assertThat(folder.load()).contains(cluster);
        assertThat(cluster.with(Map.of("DFS_DEAD_AFTER", "6s"))
                        .withOneMoreNode()
                        .settings())
                .isEqualTo(Map.of("DFS_DEAD_AFTER", "6s"));

        Files.writeString(
                folder.path().resolve("cluster.json"),
                "{\"endpoint\":\"http://localhost:1\",\"basePort\":1,\"zones\":1,\"members\":[]}");
        assertThat(folder.load().orElseThrow().settings()).isEmpty();
    }

    @Test
    void onlyWhatEncryptsHasTheCompilerThatMakesEncryptionFast() {
        LocalCluster plain = LocalCluster.plan(2, 1, 7070);
        String quickOnly = "-XX:TieredStopAtLevel=1";

        for (Member member : plain.members()) {
            assertThat(command(member, plain)).contains(quickOnly);
            assertThat(command(member, plain.overTls()).contains(quickOnly)).isEqualTo(member.role() != Role.NODE);
            assertThat(command(member, plain.with(Map.of("DFS_ENCRYPTION_KEY_FILE", "/keys")))
                            .contains(quickOnly))
                    .isEqualTo(member.role() != Role.NODE);
        }
    }

    private List<String> command(Member member, LocalCluster cluster) {
        return LaunchPlan.of(member, cluster, folder, programs).command();
    }

    /** Reproducible builds give every build of a program the same time. */
    @Test
    void usesWhatIsPreparedOnlyIfItWasMadeFromThisBuild() throws IOException {
        Path executable = home.resolve("storage-node/target/storage-node-1-exec.jar");
        FileTime buildTime = FileTime.from(Instant.EPOCH);
        Files.writeString(executable, "build 1");
        assertThat(programs.arguments(Role.NODE)).last().isEqualTo(executable.toString());

        Path prepared = Files.createDirectories(home.resolve("storage-node/target/prepared"));
        Files.createFile(prepared.resolve("storage-node.jar"));
        Path cache = Files.createFile(prepared.resolve("cache.aot"));
        Files.writeString(
                prepared.resolve("made-from.sha256"),
                "4ba0d1825bdde359ce65cb7a1775c82fde403b82583fa9f66d6aa9a6417729d7\n");
        Files.setLastModifiedTime(executable, buildTime);
        assertThat(programs.arguments(Role.NODE))
                .contains("-XX:AOTCache=" + cache)
                .last()
                .asString()
                .endsWith("prepared/storage-node.jar");

        Files.writeString(executable, "build 2");
        Files.setLastModifiedTime(executable, buildTime);
        assertThat(programs.arguments(Role.NODE)).last().isEqualTo(executable.toString());
    }

    @Test
    void saysWhatIsNotBuilt() {
        assertThatThrownBy(() -> new Programs(home.resolve("elsewhere"), Path.of("java")).arguments(Role.CONTROLLER))
                .hasMessageContaining("controller is not built");
    }

    @Test
    void wipesOnlyWhatAClusterMade() throws IOException {
        assertThatThrownBy(folder::wipe).hasMessageContaining("is not the folder of a local cluster");

        folder.prepare();
        folder.save(LocalCluster.plan(1, 1, 7070));
        Path stranger = Files.createFile(folder.path().resolve("my-notes.txt"));
        folder.wipe();

        assertThat(folder.path()).isDirectoryContaining(file -> file.equals(stranger));
        assertThat(Files.list(folder.path())).containsExactly(stranger);
    }

    @Test
    void aSecondCommandOnTheSameFolderIsToldToWait() throws Exception {
        try (Closeable _ = folder.lock()) {
            assertThatThrownBy(folder::lock).hasMessageContaining("another dfs command is changing the cluster");
        }
        folder.lock().close();
    }
}
