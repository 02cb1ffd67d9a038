package io.dfs.common.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "8MiB,8388608",
        "8M,8388608",
        "8 mib,8388608",
        "1.5GiB,1610612736",
        "10MB,10000000",
        "512K,524288",
        "2GiB,2147483648",
        "3TiB,3298534883328",
        "7B,7"
    })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "MiB", "1XB", "1 2", "1e3", "0x10", "٣", "99999999999999999999", "9999999999TiB"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1536,1.5 KiB", "67108864,64 MiB", "1610612736,1.5 GiB"})
    void writesSizesForPeople(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "1048576,1", "1048577,2", "67108864,64"})
    void countsMebibytesThatHaveBegun(long bytes, long mebibytes) {
        assertThat(ByteSize.mebibytesBegun(bytes)).isEqualTo(mebibytes);
    }
}
