package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.ClusterScene;
import io.dfs.cli.support.NodeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a download may write to, and what it must leave alone. */
@Timeout(60)
class TargetSafetyTest extends ClusterScene {

    private Path pipe(String name) throws IOException, InterruptedException {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--overwrite"})
    @DisplayName("I-3 files named like the unfinished ones of an earlier dfs come back like any other")
    void storedNamesNeverCollideWithUnfinishedFiles(String option) throws IOException {
        byte[] big = stored("/t/big", 5 * CHUNK + 1);
        byte[] part = stored("/t/.big.dfs-part", 2 * CHUNK);
        byte[] journal = stored("/t/.big.dfs-part.journal", 3);
        byte[] marker = stored("/t/.dfs-tree-part", 4);
        Files.createDirectory(folder.resolve("back"));

        succeed(
                option.isEmpty()
                        ? new String[] {"download", "-r", "/t", "back/"}
                        : new String[] {"download", "-r", option, "/t", "back/"});

        assertThat(folder.resolve("back/t/big")).hasBinaryContent(big);
        assertThat(folder.resolve("back/t/.big.dfs-part")).hasBinaryContent(part);
        assertThat(folder.resolve("back/t/.big.dfs-part.journal")).hasBinaryContent(journal);
        assertThat(folder.resolve("back/t/.dfs-tree-part")).hasBinaryContent(marker);
    }

    @ParameterizedTest
    @ValueSource(strings = {".b.dfs-part", ".b.dfs-part.journal"})
    void aLinkPlantedBesideTheTargetIsNotFollowed(String name) throws IOException {
        byte[] bytes = stored("/a", 3 * CHUNK);
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(folder.resolve(name), victim);

        succeed("download", "/a", "b");

        assertThat(victim).hasContent("precious");
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
    }

    @Test
    void aLinkPlantedInATreeIsNotFollowed() throws IOException {
        stored("/t/a", 10);
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path back = Files.createDirectories(folder.resolve("out/t"));
        Files.createSymbolicLink(back.resolve(".dfs-tree-part"), victim);

        place.dfs("download", "-r", "/t", "out");

        assertThat(victim).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--overwrite"})
    void aTreeIsNeverWrittenThroughLinksInIt(String option) throws IOException {
        stored("/t/a", 10);
        stored("/t/sub/b", 20);
        byte[] other = stored("/t/z", 30);
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path back = Files.createDirectories(folder.resolve("out/t"));
        Files.createSymbolicLink(back.resolve("a"), victim);
        Files.createSymbolicLink(back.resolve("sub"), elsewhere);

        CommandRun run = place.dfs(
                option.isEmpty()
                        ? new String[] {"download", "-r", "/t", "out"}
                        : new String[] {"download", "-r", option, "/t", "out"});

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("out/t/a is a link").contains("out/t/sub is a link");
        assertThat(victim).hasContent("precious");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(back.resolve("z")).hasBinaryContent(other);
    }

    @Test
    void bytesGoIntoThePipeThatATargetNames() throws Exception {
        byte[] bytes = stored("/a", 3 * CHUNK);
        Path pipe = pipe("q");
        FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(pipe));
        Thread.ofVirtual().start(reader);

        CommandRun run = succeed("download", "--overwrite", "/a", "q");

        assertThat(reader.get()).isEqualTo(bytes);
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(run.err()).contains("q is a pipe");
    }

    @Test
    void bytesGoIntoTheDeviceThatALinkNames() throws Exception {
        stored("/a", 3 * CHUNK);
        Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));

        succeed("download", "/a", "null");
        succeed("download", "--overwrite", "/a", "null");

        assertThat(link).isSymbolicLink();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void aPipeInTheWayOfATreesFileIsNamedAndStays() throws Exception {
        stored("/t/a", 10);
        byte[] other = stored("/t/b", 20);
        Files.createDirectories(folder.resolve("out/t"));
        Path pipe = pipe("out/t/a");

        CommandRun run = place.dfs("download", "-r", "--overwrite", "/t", "out");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("out/t/a is a pipe");
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(folder.resolve("out/t/b")).hasBinaryContent(other);
    }

    @Test
    void theFileBehindALinkIsWrittenAndTheLinkStays() throws IOException {
        byte[] bytes = stored("/a", 3 * CHUNK);
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));

        CommandRun refused = place.dfs("download", "/a", "link");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(real).hasContent("old");
        succeed("download", "--overwrite", "/a", "link");

        assertThat(link).isSymbolicLink();
        assertThat(real).isRegularFile().hasBinaryContent(bytes);
    }

    @Test
    void aLinkThatLeadsNowhereIsRefusedAndStays() throws IOException {
        stored("/a", 3 * CHUNK);
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));

        CommandRun run = place.dfs("download", "--overwrite", "/a", "link");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("link is a link that leads nowhere");
        assertThat(link).isSymbolicLink();
        assertThat(Files.exists(folder.resolve("nowhere"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void twoSourcesThatWouldBecomeOneFileAreRefused() throws IOException {
        stored("/x/f", 10);
        stored("/y/f", 20);
        Files.createDirectory(folder.resolve("out"));

        CommandRun run = place.dfs("download", "--overwrite", "/x/f", "/y/f", "out");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("two of the sources would become");
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void twoDownloadsOfOneTargetLeaveOneWholeFile() throws IOException {
        byte[] bytes = stored("/a", 10 * CHUNK);
        cluster.nodes().forEach(node -> node.failAfter(2, NodeFault.SERVES_WRONG_BYTES));
        assertThat(place.dfs("download", "--parallel", "1", "/a", "b").exitCode())
                .isEqualTo(8);
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        Place elsewhere = new Place(Files.createDirectory(folder.resolve("machine2")), cluster.endpoint());

        CommandRun other = elsewhere.dfs("download", "/a", folder.resolve("b").toString());
        CommandRun again = place.dfs("download", "/a", "b");

        assertThat(other.exitCode()).as(other.err()).isZero();
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder("b", "machine2", "state");
        }
    }

    @Test
    void aDirectoryThatWasMadeAnewIsNotTakenForTheOneOfAnInterruptedTree() throws IOException {
        stored("/t/a", 10);
        stored("/t/b", 20);
        cluster.nodes().forEach(node -> node.fail(NodeFault.SERVES_WRONG_BYTES));
        assertThat(place.dfs("download", "-r", "/t", "back").exitCode()).isEqualTo(8);
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        Path back = folder.resolve("back");
        Files.move(back, folder.resolve("away"));
        Files.createDirectory(back);

        succeed("download", "-r", "/t", "back");

        assertThat(List.of(back.toFile().list())).containsExactly("t");
    }
}
