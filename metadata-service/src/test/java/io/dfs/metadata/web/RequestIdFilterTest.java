package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdFilterTest {

    @ParameterizedTest
    @CsvSource({"abc-1, abc-1", "a b, ab", "'a\r\nSet-Cookie: x', aSet-Cookie:x", "ä1, 1"})
    void keepsOnlyHarmlessCharacters(String sent, String kept) {
        assertThat(RequestIdFilter.clean(sent)).isEqualTo(kept);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\r\n", "äöü"})
    void makesAnIdWhereNothingIsLeft(String sent) {
        assertThat(RequestIdFilter.clean(sent)).hasSize(36);
    }

    @Test
    void cutsLongIds() {
        assertThat(RequestIdFilter.clean("x".repeat(10_000))).hasSize(64);
    }
}
