package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilePathsTest {

    @Test
    void pathsAreInTheOrderOfTheBytesOfTheirTexts() {
        List<FilePath> paths = Stream.of(
                        "/", "/a", "/a/b", "/a!", "/a!/b", "/a0", "/a/b/c", "/a/é", "/é/a", "/😀", "/b")
                .map(FilePath::valueOf)
                .toList();

        for (FilePath a : paths) {
            for (FilePath b : paths) {
                assertThat(Integer.signum(FilePaths.BY_BYTES.compare(a, b)))
                        .as("%s and %s", a, b)
                        .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b))));
            }
        }
    }

    private static byte[] bytes(FilePath path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }
}
