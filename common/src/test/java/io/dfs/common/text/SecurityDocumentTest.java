package io.dfs.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/security.md claims much; each claim names the test that shows it. */
class SecurityDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/security.md");
    private static final Pattern TEST = Pattern.compile("\\[`(\\w+)`]\\(([^)]+\\.java)\\)");

    @Test
    void eachClaimNamesATestThatExists() throws IOException {
        List<String> claims = claims();

        assertThat(claims)
                .hasSizeGreaterThan(30)
                .allSatisfy(claim -> assertThat(TEST.matcher(claim).results())
                        .as(claim)
                        .isNotEmpty()
                        .allSatisfy(test -> {
                            assertThat(DOCUMENT.resolveSibling(test.group(2))).isRegularFile();
                            assertThat(test.group(2)).endsWith("/" + test.group(1) + ".java");
                        }));
    }

    private static List<String> claims() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals("## Who may try what"))
                .takeWhile(line -> !line.equals("## What is not protected"))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }
}
