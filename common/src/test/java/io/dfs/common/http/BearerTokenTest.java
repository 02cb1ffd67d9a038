package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc "})
    void isWhatFollowsTheScheme(String header) {
        assertThat(BearerToken.in(header)).hasValue("abc");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"Bearer", "Basic eDp5", "Bearerabc", " Bearer abc"})
    void isNotInAnyOtherHeader(@Nullable String header) {
        assertThat(BearerToken.in(header)).isEmpty();
    }

    @Test
    void isEmptyIfNothingFollows() {
        assertThat(BearerToken.in("Bearer ")).hasValue("");
    }
}
