package io.dfs.common.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {

    /** The check values of RFC 3720 appendix B.4 and the usual one of "123456789". */
    @Test
    void agreesWithPublishedValues() {
        assertThat(Crc32c.of(new byte[32])).hasToString("8a9136aa");
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(Crc32c.of(ones)).hasToString("62a8ab43");
        assertThat(Crc32c.of("123456789".getBytes(StandardCharsets.US_ASCII))).hasToString("e3069283");
        assertThat(Crc32c.EMPTY).hasToString("00000000").isEqualTo(Crc32c.of(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1", "65536,1", "1,65536", "65535,65537", "300000,123457"})
    void appendedIsTheSameAsOfBothTogether(int first, int second) {
        byte[] bytes = new byte[first + second];
        new Random(first * 31L + second).nextBytes(bytes);

        Crc32c combined = Crc32c.of(bytes, 0, first).append(Crc32c.of(bytes, first, second), second);

        assertThat(combined).isEqualTo(Crc32c.of(bytes));
    }

    /** Lengths in bits beyond 2^32, where arithmetic borrowed from CRC-32 goes wrong: this polynomial's powers repeat sooner. */
    @Test
    void appendsMoreBytesThanAnIntCounts() {
        Crc32c zeros = Crc32c.of(new byte[1 << 20]);
        Crc32c fiveGiB = Crc32c.EMPTY;
        for (int i = 0; i < 5 * 1024; i++) {
            fiveGiB = fiveGiB.append(zeros, 1 << 20);
        }
        Crc32c halves = zeros;
        for (long length = 1 << 20; length < 1L << 32; length *= 2) {
            halves = halves.append(halves, length);
        }
        Crc32c fourAndOne = halves;
        for (int i = 0; i < 1024; i++) {
            fourAndOne = fourAndOne.append(zeros, 1 << 20);
        }
        assertThat(fiveGiB).isEqualTo(fourAndOne);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123", "123456789", "zzzzzzzz", "-1234567", "+1234567"})
    void refusesAnythingButEightHexDigits(String text) {
        assertThatThrownBy(() -> Crc32c.valueOf(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAllThirtyTwoBitsOnTheWayThroughTextAndDatabase() {
        Crc32c high = new Crc32c(0xFFFF_FFFE);
        assertThat(Crc32c.valueOf(high.toString())).isEqualTo(high);
        assertThat(Crc32c.ofUnsigned(high.unsigned())).isEqualTo(high);
        assertThat(high.unsigned()).isEqualTo(4294967294L);
        assertThatThrownBy(() -> Crc32c.ofUnsigned(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Crc32c.ofUnsigned(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }
}
