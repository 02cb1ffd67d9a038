package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

    @ParameterizedTest
    @CsvSource({
        "plain name, plain name",
        "中文 🦊, 中文 🦊",
        "👩\u200D👧, 👩\u200D👧",
        "'a\u001b[31mred', '\"a\\u001b[31mred\"'",
        "'two\nlines', '\"two\\nlines\"'",
        "'\u202egnp.exe', '\"\\u202egnp.exe\"'",
        "'quote\"\t', '\"quote\\\"\\t\"'"
    })
    void quotesWhatATerminalWouldObey(String text, String expected) {
        assertThat(TerminalText.safe(text)).isEqualTo(expected);
    }
}
