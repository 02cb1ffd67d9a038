package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dfs.common.id.NodeId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyTest {

    private static final Instant LATER = Instant.parse("2026-01-01T12:00:00Z");

    private final NodeKey key = NodeKey.generate();
    private final NodeId node = NodeId.random();

    @Test
    void aProofIsGoodForTheKeyTheNodeAndTheTimeThatItWasMadeFor() {
        NodeProof proof = key.prove(node, LATER);

        assertThat(proof.isBy(key.publicKey(), node)).isTrue();
        assertThat(proof.isBy(NodeKey.generate().publicKey(), node)).isFalse();
        assertThat(proof.isBy(key.publicKey(), NodeId.random())).isFalse();
        assertThat(new NodeProof(LATER.plusSeconds(1), proof.signature()).isBy(key.publicKey(), node))
                .as("made to last longer")
                .isFalse();
    }

    @Test
    void aProofIsOverAMinuteAfterItsTimeBecauseClocksDiffer() {
        NodeProof proof = key.prove(node, LATER);

        assertThat(proof.isOver(LATER.plusSeconds(60))).isFalse();
        assertThat(proof.isOver(LATER.plusSeconds(61))).isTrue();
    }

    @Test
    void aProofIsTheSameAfterATripAsText() {
        NodeProof proof = key.prove(node, LATER);

        assertThat(NodeProof.valueOf(proof.toString())).isEqualTo(proof);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1767268800", "x.y", "99999999999999999999.y", "9223372036854775807.y"})
    void whatIsNoProofIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeProof.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "!", "a signature"})
    void whatIsNoSignatureProvesNothing(String signature) {
        assertThat(new NodeProof(LATER, signature).isBy(key.publicKey(), node)).isFalse();
    }

    @Test
    void aKeyIsTheSameAfterATripAsText() {
        NodeKey read = NodeKey.of(
                key.privateText(), NodePublicKey.valueOf(key.publicKey().text()));

        assertThat(read).isEqualTo(key);
        assertThat(read.prove(node, LATER).isBy(key.publicKey(), node)).isTrue();
        assertThat(NodePublicKey.of(key.publicKey().encoded())).isEqualTo(key.publicKey());
    }

    @Test
    void halvesOfDifferentKeysAreRefused() {
        NodeKey other = NodeKey.generate();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeKey.of(key.privateText(), other.publicKey()))
                .withMessageContaining("belong together");
    }

    @Test
    void whatIsNoPublicKeyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> NodePublicKey.valueOf("AAAA"));
        assertThatIllegalArgumentException().isThrownBy(() -> NodePublicKey.of(new byte[44]));
        assertThatIllegalArgumentException().isThrownBy(() -> NodePublicKey.valueOf("no base64!"));
    }

    @Test
    void theSecretHalfIsNeverPrinted() {
        assertThat(key.toString())
                .doesNotContain(key.privateText())
                .contains(key.publicKey().text());
    }
}
