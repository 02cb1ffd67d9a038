package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.text.CountedText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretShapesTest {

    private static final String TOKEN = "dfs_" + "aB3-_".repeat(8) + "xyz";
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "T | dfs_(secret)",
                "/a/T/b | /a/dfs_(secret)/b",
                "xT | xdfs_(secret)",
                "J | eyJ(secret)",
                "/a/J/b | /a/eyJ(secret)/b",
                "xyJ | xyeyJ(secret)",
                "J.J | eyJ(secret).eyJ(secret)",
                "a.J | a.eyJ(secret)",
                "path=J&x=T | path=eyJ(secret)&x=dfs_(secret)",
                "dfs_short | dfs_short",
                "eyJ.a.b | eyJ.a.b",
                "eyJa.b | eyJa.b",
                "eyJa..c | eyJa..c",
                "/no/secret.txt | /no/secret.txt"
            })
    void whatLooksLikeATokenIsHidden(String text, String hidden) {
        assertThat(SecretShapes.hidden(
                        text.replace("T", TOKEN).replace("J", JWT).replace("ey" + JWT, "eyJ")))
                .isEqualTo(hidden);
    }

    @Test
    @DisplayName("I-9 hiding secrets takes work that grows with the text, whatever a stranger writes")
    void theWorkGrowsWithTheText() {
        CountedText.assertLinear(SecretShapes::hidden);
    }

    @Test
    void aLineOfTheLogHasNoBreaksAndNoSecrets() {
        assertThat(SecretShapes.forLog("a\nb\u001b[31m\u202e\u2028 " + TOKEN))
                .isEqualTo("a\\u000ab\\u001b[31m\\u202e\\u2028 dfs_(secret)");
    }

    @Test
    void aLineOfTheLogIsCutAfterSecretsAreHidden() {
        String logged = SecretShapes.forLog("x ".repeat(498) + TOKEN + "y".repeat(50_000));

        assertThat(logged).hasSizeLessThan(1_100).doesNotContain("aB3").endsWith("characters)");
    }
}
