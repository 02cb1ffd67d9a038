package io.dfs.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNamesTest {

    @TempDir
    Path folder;

    private void shell(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whatHasNoNameInUtf8IsNamedByteForByteAndTheRestIsStored() throws Exception {
        shell("mkdir l && cd l && touch ok $'caf\\xe9.txt' $'two\\nlines' && mkdir $'d\\xe9' && echo x > $'d\\xe9/in'");
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Place place = new Place(folder, cluster.endpoint());

            CommandRun run = place.dfs("upload", "-r", "l", "/l");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("the name $'" + folder + "/l/caf\\xe9.txt' is not valid UTF-8")
                    .contains("$'" + folder + "/l/d\\xe9'")
                    .contains("tar c $'" + folder + "/l/caf\\xe9.txt' | dfs upload - TARGET");
            assertThat(place.dfs("ls", "--json", "/l").out()).contains("\"ok\"").contains("\"two\\nlines\"");

            assertThat(place.dfs("download", "-r", "/l", "back").exitCode()).isZero();
            assertThat(List.of(folder.resolve("back").toFile().list())).containsExactlyInAnyOrder("ok", "two\nlines");
            assertThat(Files.exists(folder.resolve("back/two\nlines"))).isTrue();
        }
    }
}
