package io.dfs.metadata.web;

import io.dfs.common.text.CountedText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UntrustedTextTest {

    @Test
    @DisplayName(
            "I-9 a parser's message is made readable with work that grows with its text, whatever a stranger wrote")
    void namesOfClassesAreTakenOutWithWorkThatGrowsWithTheText() {
        CountedText.assertLinear(
                text -> Failures.PACKAGE.matcher(text).results().count());
    }
}
