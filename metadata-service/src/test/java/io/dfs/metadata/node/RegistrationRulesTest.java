package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.common.token.NodePublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationRulesTest {

    private static final NodePublicKey KEY = NodeKey.generate().publicKey();

    private static final String LONGEST = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";

    @ParameterizedTest
    @ValueSource(strings = {"n", "7", "node-1", "rack_2.node-1", "a.b", LONGEST})
    void takesUsualNames(String name) {
        assertThatCode(() -> RegistrationRules.check(registration(name, "default", "http://localhost:7071"), false))
                .doesNotThrowAnyException();
        assertThatCode(() -> RegistrationRules.check(registration("node-1", name, "http://localhost:7071"), false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-a", "a-", ".", "Node", "node 1", "node/1", "knöten", "a\nb", "a\n", LONGEST + "n"})
    void refusesNamesThatCouldBreakSomething(String name) {
        refuses(registration(name, "default", "http://localhost:7071"));
        refuses(registration("node-1", name, "http://localhost:7071"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:7071", "https://node-1.example", "http://[::1]:7071", "http://10.0.0.1:80/base"
            })
    void takesWebAddresses(String url) {
        assertThatCode(() -> RegistrationRules.check(registration("node-1", "default", url), false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "localhost:7071",
                "ftp://localhost",
                "file:///etc",
                "http://",
                "http://localhost:7071/",
                "http://user:secret@localhost",
                "http://localhost?a=b",
                "http://localhost#a",
                "http://local host",
                "//localhost:7071"
            })
    void refusesOtherAddresses(String url) {
        refuses(registration("node-1", "default", url));
    }

    @Test
    void refusesAnAddressThatIsTooLong() {
        refuses(registration("node-1", "default", "http://localhost/" + "a".repeat(1024)));
    }

    @Test
    void refusesARegistrationThatLacksSomething() {
        NodeSpace space = new NodeSpace(1, 0, 1);
        refuses(new NodeRegistration(null, "node-1", null, "http://localhost", "default", "1", space, KEY, null));
        refuses(new NodeRegistration(
                NodeId.random(), "node-1", null, "http://localhost", "default", null, space, KEY, null));
        refuses(new NodeRegistration(
                NodeId.random(), "node-1", null, "http://localhost", "default", " ", space, KEY, null));
        refuses(new NodeRegistration(
                NodeId.random(), "node-1", null, "http://localhost", "default", "1", null, KEY, null));
        refuses(new NodeRegistration(
                NodeId.random(), "node-1", null, "http://localhost", "default", "1", space, null, null));
    }

    @Test
    void aClusterThatSpeaksHttpsTakesNoNodeInPlain() {
        assertThatCode(() -> RegistrationRules.check(registration("n", "z", "https://node-1:7080"), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RegistrationRules.check(registration("n", "z", "http://node-1:7080"), true))
                .isInstanceOf(DfsException.class)
                .hasMessageContaining("http://node-1:7080")
                .hasMessageContaining("DFS_TLS_CERTIFICATE");
    }

    private static void refuses(NodeRegistration registration) {
        assertThatThrownBy(() -> RegistrationRules.check(registration, false))
                .isInstanceOfSatisfying(
                        DfsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static NodeRegistration registration(String name, String zone, String url) {
        return new NodeRegistration(NodeId.random(), name, null, url, zone, "1.0", new NodeSpace(10, 1, 9), KEY, null);
    }
}
