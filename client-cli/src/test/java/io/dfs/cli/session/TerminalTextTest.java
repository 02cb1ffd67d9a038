package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain name|plain name",
                "中文 🦊|中文 🦊",
                "👩\u200D👧|👩\u200D👧",
                "it's \\|it's \\",
                "a\u001b[31mred|$'a\\x1b[31mred'",
                "~two\nlines~|$'two\\nlines'",
                "\u202egnp.exe|$'\\u202egnp.exe'",
                "~it's \\ \t~|$'it\\'s \\\\ \\t'"
            })
    void quotesWhatATerminalWouldObey(String text, String expected) {
        assertThat(TerminalText.safe(text)).isEqualTo(expected);
    }

    @Test
    void aSentenceStaysAsItIsButForWhatATerminalWouldObey() {
        assertThat(TerminalText.line("$'/a\\xe9' is 'odd'\n\u001b[2J")).isEqualTo("$'/a\\xe9' is 'odd'\\n\\x1b[2J");
    }

    @Test
    void aLocalNameIsShownByteForByteSoThatAShellTakesIt(@TempDir Path folder) throws Exception {
        String touch = "touch $'caf\\xe9 \\xc3\\xa9\\n.txt' && mkdir $'d\\xff'";
        assertThat(new ProcessBuilder("bash", "-c", touch)
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(TerminalText::name).toList())
                    .containsExactlyInAnyOrder("$'" + folder + "/caf\\xe9 \u00e9\\n.txt'", "$'" + folder + "/d\\xff'");
        }
    }
}
