package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.id.NodeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNamesTest {

    private static final NodeId ID = NodeId.valueOf("01a20464-4d06-7abc-8def-0123456789ab");

    @ParameterizedTest
    @ValueSource(strings = {"n", "node-2", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"})
    void theNameOfALostNodeIsAName(String name) {
        for (int digits : new int[] {8, 32}) {
            String lost = NodeNames.nameOfLost(name, ID, digits);

            assertThat(lost).startsWith(name.substring(0, Math.min(name.length(), 20)));
            assertThat(lost).contains(".lost-01a20464").hasSizeLessThanOrEqualTo(63);
            assertThatCode(() -> RegistrationRules.check(
                            new NodeRegistration(
                                    ID,
                                    lost,
                                    null,
                                    "http://localhost:7071",
                                    "default",
                                    "1",
                                    new NodeSpace(1, 0, 1),
                                    TestPrograms.key(ID).publicKey(),
                                    null),
                            false))
                    .doesNotThrowAnyException();
        }
    }
}
