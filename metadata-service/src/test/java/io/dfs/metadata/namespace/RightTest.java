package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Role;
import io.dfs.common.api.TreeRole;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightTest {

    @ParameterizedTest(name = "{0} above a list that says {1}: {2}")
    @CsvSource({
        "WRITE, READER, READ",
        "WRITE, WRITER, WRITE",
        "WRITE, OWNER, OWN",
        "WRITE, , NONE",
        "READ, READER, READ",
        "READ, WRITER, READ",
        "READ, OWNER, READ",
        "READ, , NONE",
        "OWN, READER, READ",
        "OWN, WRITER, WRITE",
        "OWN, OWNER, OWN",
        "OWN, , NONE",
        "NONE, OWNER, NONE"
    })
    void aListLeavesTheLesserOfTwoRights(Right above, @Nullable TreeRole says, Right below) {
        assertThat(above.below(says)).isEqualTo(below);
    }

    @Test
    void readingAndWritingNeverWidenOnTheWayDown() {
        for (Right above : Right.values()) {
            for (TreeRole role : TreeRole.values()) {
                Stream.of(Right.READ, Right.WRITE)
                        .filter(right -> above.below(role).includes(right))
                        .forEach(right -> assertThat(above.includes(right)).isTrue());
            }
        }
    }

    @Test
    void atTheTopItIsTheTokensRoleThatCounts() {
        assertThat(Arrays.stream(Role.values()).map(Right::of)).containsExactly(Right.READ, Right.WRITE, Right.OWN);
    }
}
