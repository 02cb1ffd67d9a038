package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.Precondition;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.Ids;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetRulesTest {

    private static final Upload UPLOAD = Upload.of("/f", List.of());
    private static final StandingEntry FILE = standing(EntryKind.FILE, 7, Ids.next());
    private static final StandingEntry DIRECTORY = standing(EntryKind.DIRECTORY, 0, null);

    static Stream<Arguments> decisions() {
        return Stream.of(
                arguments(Precondition.ABSENT, null, new Decision.Create()),
                arguments(Precondition.NONE, null, new Decision.Create()),
                arguments(Precondition.NONE, FILE, new Decision.Replace(FILE)),
                arguments(Precondition.version(7), FILE, new Decision.Replace(FILE)));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void decidesByWhatStands(Precondition precondition, StandingEntry standing, Decision expected) {
        assertThat(TargetRules.decide(UPLOAD.with(precondition).commit(), standing))
                .isEqualTo(expected);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(Precondition.ABSENT, FILE, ErrorCode.ALREADY_EXISTS),
                arguments(Precondition.version(6), FILE, ErrorCode.VERSION_MISMATCH),
                arguments(Precondition.version(1), null, ErrorCode.VERSION_MISMATCH),
                arguments(Precondition.ABSENT, DIRECTORY, ErrorCode.IS_A_DIRECTORY),
                arguments(Precondition.NONE, DIRECTORY, ErrorCode.IS_A_DIRECTORY),
                arguments(Precondition.version(1), DIRECTORY, ErrorCode.IS_A_DIRECTORY));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesByWhatStands(Precondition precondition, StandingEntry standing, ErrorCode code) {
        assertThatThrownBy(() -> TargetRules.decide(UPLOAD.with(precondition).commit(), standing))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void versionsCountFromOne() {
        assertThat(new Decision.Create().version()).isEqualTo(1);
        assertThat(new Decision.Replace(FILE).version()).isEqualTo(8);
        assertThat(new Decision.Repeat(FILE).version()).isEqualTo(7);
    }

    @Test
    @DisplayName("I-8 a file that this upload has made is its answer, whatever the precondition")
    void aRepeatedUploadIsAnsweredAgain() {
        StandingEntry own = standing(EntryKind.FILE, 7, UPLOAD.uploadId());

        for (Precondition precondition : List.of(Precondition.ABSENT, Precondition.NONE, Precondition.version(6))) {
            assertThat(TargetRules.decide(UPLOAD.with(precondition).commit(), own))
                    .isEqualTo(new Decision.Repeat(own));
        }
    }

    @Test
    void refusesAnUploadIdThatHasMadeOtherContent() {
        StandingEntry own = standing(EntryKind.FILE, 7, UPLOAD.uploadId());

        assertThatThrownBy(() ->
                        TargetRules.decide(UPLOAD.withCrc32c(new Crc32c(9)).commit(), own))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static StandingEntry standing(EntryKind kind, long version, UUID uploadId) {
        return new StandingEntry(Ids.next(), Ids.next(), "f", kind, version, 0, Crc32c.EMPTY, uploadId, false);
    }
}
