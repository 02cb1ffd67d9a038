package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc-1", "upload-17.b", "A:b_c", "0198c0de-7f5e-7c3a-9d2e-3f1a2b4c5d6e"})
    void keepsTheCallersOwnId(String proposed) {
        assertThat(RequestIds.accept(proposed)).isEqualTo(proposed);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a b", "a\r\nSet-Cookie: x", "{}", "ä1"})
    void makesANewIdWhereTheCallersCouldForgeALogLine(String proposed) {
        assertThat(RequestIds.accept(proposed)).hasSize(36).isNotEqualTo(proposed);
    }

    @Test
    void makesANewIdWhereTheCallersIsTooLong() {
        assertThat(RequestIds.accept("x".repeat(64))).hasSize(64);
        assertThat(RequestIds.accept("x".repeat(65))).hasSize(36);
    }
}
