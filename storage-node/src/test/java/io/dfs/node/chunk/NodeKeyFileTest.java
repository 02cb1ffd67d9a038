package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.token.NodeKey;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyFileTest {

    @TempDir
    private Path root;

    private DataDirectories open(Disk disk, String... names) {
        DataDirectories directories =
                DataDirectories.open(Arrays.stream(names).map(root::resolve).toList(), null, Clock.systemUTC(), disk);
        try {
            TestChunks.join(directories, TestChunks.CLUSTER);
            return directories;
        } catch (RuntimeException e) {
            directories.close();
            throw e;
        }
    }

    private NodeKey keyOf(String... names) {
        try (DataDirectories directories = open(new LocalDisk(), names)) {
            return directories.key();
        }
    }

    private Path keyFile(String name) {
        return root.resolve(name).resolve("dfs-node.key");
    }

    private void assertStartRefused(String message, String... names) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> open(new LocalDisk(), names))
                .withMessageContaining(message);
    }

    @Test
    @DisplayName("I-7 a new node makes a key that survives a restart and that only its user may read")
    void aNewNodeMakesAKey() throws IOException {
        NodeKey key = keyOf("a");

        assertThat(keyOf("a")).isEqualTo(key);
        assertThat(keyFile("a")).content().contains(key.publicKey().text());
        assertThat(Files.getPosixFilePermissions(keyFile("a")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void everyDirectoryHasACopyAndAnEmptyOneGetsIt() {
        NodeKey key = keyOf("a", "b");

        assertThat(keyOf("b", "c")).isEqualTo(key);
        assertThat(keyOf("c")).isEqualTo(key);
    }

    @Test
    void directoriesOfAVersionWithoutKeysGetOne() throws IOException {
        keyOf("a", "b");
        Files.delete(keyFile("a"));
        Files.delete(keyFile("b"));

        NodeKey key = keyOf("a", "b");

        assertThat(keyOf("a")).isEqualTo(key);
        assertThat(keyOf("b")).isEqualTo(key);
    }

    @Test
    void aLostKeyComesBackFromAnotherDirectory() throws IOException {
        NodeKey key = keyOf("a", "b");
        Files.delete(keyFile("a"));

        assertThat(keyOf("a", "b")).isEqualTo(key);
        assertThat(keyFile("a")).exists();
    }

    @Test
    void refusesDirectoriesWithDifferentKeys() throws IOException {
        keyOf("a", "b");
        Files.delete(keyFile("b"));
        keyOf("b");

        assertStartRefused("belong to different nodes, by their keys", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{}", "[]", "{\"formatVersion\": 1, \"publicKey\": \"AAAA\", \"privateKey\": \"AAAA\"}"
            })
    void refusesAKeyThatCantBeUnderstood(String content) throws IOException {
        keyOf("a");
        Files.writeString(keyFile("a"), content);

        assertStartRefused("can't be understood", "a");

        assertThat(keyFile("a")).hasContent(content);
    }

    @Test
    void refusesAKeyWithTheSecretHalfOfAnother() throws IOException {
        NodeKey mine = keyOf("a");
        NodeKey other = keyOf("b");
        Files.writeString(
                keyFile("a"), Files.readString(keyFile("a")).replace(mine.privateText(), other.privateText()));

        assertStartRefused("can't be understood", "a");
    }

    @Test
    @DisplayName("I-2 the key is on the device, under its name, before the marker")
    void theKeyIsDurableBeforeTheMarker() {
        RecordingDisk disk = new RecordingDisk();
        open(disk, "a").close();
        Path a = root.resolve("a");

        assertThat(disk.steps())
                .containsSubsequence(
                        "createPrivate " + a.resolve("dfs-node.key.tmp"),
                        "write " + a.resolve("dfs-node.key.tmp"),
                        "force " + a.resolve("dfs-node.key.tmp"),
                        "rename " + a.resolve("dfs-node.key.tmp") + " " + a.resolve("dfs-node.key"),
                        "forceDirectory " + a,
                        "create " + a.resolve("dfs-node.json.tmp"));
    }

    @Test
    @DisplayName("I-7 a first start that was cut short anywhere is repeated, and ends with one key everywhere")
    void aFirstStartThatWasCutShortIsRepeated() {
        RecordingDisk whole = new RecordingDisk();
        open(whole, "whole/a", "whole/b").close();
        for (int step = 0; step < whole.steps().size(); step++) {
            String folder = "cut" + step;
            RecordingDisk disk = new RecordingDisk();
            disk.dieAtStep(step);
            try (DataDirectories _ = open(disk, folder + "/a", folder + "/b")) {
                // one directory is enough to start with
            } catch (StartRefusedException _) {
                // none could be used
            }

            NodeKey key = keyOf(folder + "/a", folder + "/b");

            assertThat(List.of(keyOf(folder + "/a"), keyOf(folder + "/b")))
                    .as("cut short at step %d, '%s'", step, whole.steps().get(step))
                    .containsOnly(key);
        }
    }
}
