package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.id.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeProofTest {

    private static final NodeId NODE = new NodeId(new UUID(1, 2));

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @Test
    void whatIsSignedIsTheSameInEveryLanguage() {
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));

        byte[] content = NodeProof.content(NODE, Instant.ofEpochSecond(1234567890));

        assertThat(new String(content, StandardCharsets.UTF_8))
                .isEqualTo("dfs/v1/node-proof\n" + NODE + "\n1234567890");
    }
}
