package io.dfs.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/b/c",
                "/中文/文件",
                "/🎉",
                "/ leading",
                "/trailing ",
                "/-rf",
                "/a'b\"c",
                "/...",
                "/a;b=c",
                "/a%2Fb",
                "/a\\b",
                "/line\nbreak",
                "/C:",
                "/~",
                "/*?"
            })
    void keepsAnyOtherNameAsItIs(String text) {
        assertThat(FilePath.valueOf(text)).hasToString(text);
        assertThat(Json.read(Json.write(FilePath.valueOf(text)), FilePath.class))
                .hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b|does not start with /",
                "''|does not start with /",
                "/a/|ends with /",
                "//a|empty name",
                "/a//b|empty name",
                "/a/../b|does not walk up",
                "/..|does not walk up",
                "/a/./b|does not walk up",
            })
    void saysWhatIsWrongWithAPath(String text, String reason) {
        assertRefused(text, reason);
    }

    @Test
    void refusesNulAndUnpairedSurrogates() {
        assertRefused("/a\0b", "NUL");
        assertRefused("/a\ud800b", "not valid Unicode");
    }

    @Test
    void measuresNamesInBytesOfUtf8() {
        assertThat(FilePath.valueOf("/" + "a".repeat(255)).name()).hasSize(255);
        assertThat(FilePath.valueOf("/" + "文".repeat(85)).name()).hasSize(85);
        assertRefused("/" + "a".repeat(256), "256 bytes of UTF-8 long; the limit is 255");
        assertRefused("/" + "文".repeat(86), "258 bytes");
    }

    @Test
    void refusesAPathLongerThanItsLimit() {
        assertThat(FilePath.valueOf("/abcdefg".repeat(512)).names()).hasSize(512);
        assertRefused("/abcdefg".repeat(512) + "/x", "the limit is 4096");
    }

    @Test
    void namesComposedAndDecomposedAreTwoNames() {
        assertThat(FilePath.valueOf("/\u00e9")).isNotEqualTo(FilePath.valueOf("/e\u0301"));
    }

    @Test
    void walksUpAndDown() {
        FilePath path = FilePath.valueOf("/a/b");
        assertThat(path.parent()).isEqualTo(FilePath.valueOf("/a"));
        assertThat(FilePath.ROOT.parent()).isNull();
        assertThat(FilePath.ROOT.resolve("a").resolve(FilePath.valueOf("/b"))).isEqualTo(path);
        assertThatThrownBy(() -> new FilePath(List.of("a/b"))).hasMessageContaining("slash");
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> FilePath.valueOf(text))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH))
                .hasMessageContaining(reason);
    }

    @Test
    void aPathMadeOfAnotherOneIsTheSameAsOneThatWasRead() {
        FilePath path = FilePath.valueOf("/a/é/c");

        assertThat(path.prefix(3)).isEqualTo(path).hasSameHashCodeAs(path);
        assertThat(path.prefix(2)).isEqualTo(FilePath.valueOf("/a/é")).isEqualTo(path.parent());
        assertThat(path.prefix(0)).isEqualTo(FilePath.ROOT);
        assertThat(path.prefix(2).resolve("c")).isEqualTo(path);
        assertThat(path.prefix(1).resolve(FilePath.valueOf("/é/c"))).isEqualTo(path);
        assertThat(Stream.of(path, path.parent(), path.resolve("d"), path.resolve(path)))
                .allSatisfy(made -> assertThat(made.lengthBytes())
                        .isEqualTo(made.toString().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void aPathMadeOfAnotherOneHasTheSameLimits() {
        FilePath longest =
                FilePath.valueOf("/" + "a".repeat(255)).resolve(FilePath.valueOf(("/" + "b".repeat(255)).repeat(15)));

        assertThat(longest.lengthBytes()).isEqualTo(FilePath.MAX_BYTES);
        assertThatThrownBy(() -> longest.resolve("c")).hasMessageContaining("4098 bytes");
        assertThatThrownBy(() -> longest.resolve(FilePath.valueOf("/c"))).hasMessageContaining("4098 bytes");
        assertThatThrownBy(() -> FilePath.ROOT.resolve("..")).hasMessageContaining("does not walk up");
    }
}
