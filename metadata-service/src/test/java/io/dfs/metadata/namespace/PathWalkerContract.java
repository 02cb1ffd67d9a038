package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Role;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Identity;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.CountingDataSource;
import io.dfs.metadata.support.WorkingFor;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

abstract class PathWalkerContract extends ServiceContract {

    private static final FilePath HIDDEN = FilePath.valueOf("/hidden/x/y");
    private static final FilePath ABSENT = FilePath.valueOf("/absent/x/y");

    @Autowired
    private DataSource dataSource;

    private CountingDataSource counting;
    private PathWalker walker;

    @BeforeEach
    void count() {
        counting = new CountingDataSource(dataSource);
        walker = new PathWalker(new JdbcTemplate(counting));
        api.makeDirectory(new MakeDirectoryRequest(HIDDEN, true));
    }

    @AfterEach
    void nobodyCalls() {
        WorkingFor.nobody();
    }

    @Test
    void withoutAccessListsAWalkCostsAStatementPerLevel() {
        WorkingFor.person("alice", Role.WRITER, "/");

        assertThat(walker.walk(HIDDEN).target()).isPresent();

        assertThat(counting.statements()).isEqualTo(3);
    }

    @Test
    void whatIsHiddenCostsAsMuchAsWhatIsAbsent() {
        restrict("/hidden", Map.of("bob", "OWNER"));
        WorkingFor.person("alice", Role.WRITER, "/");
        Walk hidden = walker.walk(HIDDEN);
        int forHidden = counting.statements();
        Walk absent = walker.walk(ABSENT);

        assertThat(counting.statements() - forHidden).isEqualTo(forHidden).isEqualTo(1);
        assertThat(hidden.steps()).isEqualTo(absent.steps()).isEmpty();
        assertThat(hidden.target()).isEqualTo(absent.target()).isEmpty();
        assertThat(hidden.notFound().getMessage().replace("hidden", "absent"))
                .isEqualTo(absent.notFound().getMessage());
    }

    @Test
    void aPathOutsideTheTokensTreeIsRefusedWithoutAStatement() {
        WorkingFor.person("alice", Role.ADMIN, "/a");

        for (FilePath path : List.of(HIDDEN, FilePath.ROOT, FilePath.valueOf("/ab"))) {
            refusal(ErrorCode.FORBIDDEN, () -> walker.walk(path));
            refusal(ErrorCode.FORBIDDEN, () -> walker.walkToParents(List.of(path)));
        }

        assertThat(counting.statements()).isZero();
    }

    @Test
    void whatATokensTreeIsInIsNotNeededToReachIt() {
        WorkingFor.person("alice", Role.WRITER, "/hidden/x");

        assertThat(walker.walk(FilePath.valueOf("/hidden/x")).target()).isPresent();
        assertThat(walker.walkToParents(List.of(FilePath.valueOf("/hidden/x"))))
                .containsOnlyKeys(FilePath.valueOf("/hidden"));
    }

    @Test
    void rightsNarrowOnTheWayDownAndNeverWiden() {
        restrict("/hidden", Map.of("alice", "READER", "*", "READER"));
        restrict("/hidden/x", Map.of("alice", "OWNER"));
        restrict("/hidden/x/y", Map.of("bob", "OWNER"));
        WorkingFor.person("alice", Role.WRITER, "/");

        assertThat(walker.walk(FilePath.ROOT).right()).isEqualTo(Right.WRITE);
        assertThat(walker.walk(FilePath.valueOf("/hidden")).right()).isEqualTo(Right.READ);
        assertThat(walker.walk(FilePath.valueOf("/hidden/x")).right()).isEqualTo(Right.READ);
        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.NONE);
        WorkingFor.person("bob", Role.WRITER, "/");
        assertThat(walker.walk(FilePath.valueOf("/hidden")).right()).isEqualTo(Right.READ);
        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.NONE);
        WorkingFor.person("carol", Role.ADMIN, "/");
        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.OWN);
    }

    @Test
    void theMoreOfTwoGrantsCounts() {
        restrict("/hidden", Map.of("alice", "READER", "*", "WRITER"));
        WorkingFor.person("alice", Role.WRITER, "/");

        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.WRITE);
    }

    @Test
    void aTokenThatMayOnlyReadOnlyReadsInItsOwnTree() {
        restrict("/hidden", Map.of("alice", "OWNER"));
        WorkingFor.person("alice", Role.READER, "/");

        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.READ);
    }

    @Test
    void theRootMayHaveAListToo() {
        restrict("/", Map.of("bob", "WRITER"));
        WorkingFor.person("alice", Role.WRITER, "/");

        assertThat(walker.walk(FilePath.ROOT).target()).isEmpty();
        assertThat(walker.walk(HIDDEN).steps()).isEmpty();
        WorkingFor.person("bob", Role.WRITER, "/");
        assertThat(walker.walk(HIDDEN).right()).isEqualTo(Right.WRITE);
    }

    @Test
    void manyPathsAreWalkedTogether() {
        restrict("/hidden/x", Map.of("alice", "READER"));
        WorkingFor.person("alice", Role.WRITER, "/");

        Map<FilePath, Walk> walks = walker.walkAll(List.of(HIDDEN, ABSENT, FilePath.ROOT, FilePath.valueOf("/hidden")));

        assertThat(walks.get(HIDDEN).right()).isEqualTo(Right.READ);
        assertThat(walks.get(ABSENT).right()).isEqualTo(Right.WRITE);
        assertThat(walks.get(FilePath.ROOT).target().map(Walk.Step::kind)).contains(EntryKind.DIRECTORY);
        assertThat(walks.get(FilePath.valueOf("/hidden")).right()).isEqualTo(Right.WRITE);
        assertThat(counting.statements()).isEqualTo(3);
    }

    private static FilePath deep(String top, int levels) {
        return FilePath.valueOf(top + "/d".repeat(levels - 1));
    }

    private int statementsFor(Runnable action) {
        int before = counting.statements();
        action.run();
        return counting.statements() - before;
    }

    @Test
    void aDeepPathIsFollowedManyLevelsAtATime() {
        FilePath deepest = deep("/deep", 1_900);
        api.makeDirectory(new MakeDirectoryRequest(deepest, true));
        WorkingFor.person("alice", Role.WRITER, "/");

        int statements = statementsFor(() -> {
            Walk walk = walker.walk(deepest);
            assertThat(walk.steps()).hasSize(1_900).doesNotHaveDuplicates();
            assertThat(walk.right()).isEqualTo(Right.WRITE);
        });

        assertThat(statements).isLessThan(100);
    }

    @Test
    void accessListsHoldInTheMiddleOfADeepPath() {
        FilePath deepest = deep("/deep", 100);
        api.makeDirectory(new MakeDirectoryRequest(deepest, true));
        restrict(deep("/deep", 50).toString(), Map.of("alice", "READER"));
        restrict(deep("/deep", 60).toString(), Map.of("bob", "OWNER"));

        WorkingFor.person("alice", Role.WRITER, "/");
        assertThat(walker.walk(deep("/deep", 49)).right()).isEqualTo(Right.WRITE);
        assertThat(walker.walk(deep("/deep", 50)).right()).isEqualTo(Right.READ);
        assertThat(walker.walk(deep("/deep", 59)).target()).isPresent();
        Walk hidden = walker.walk(deepest);
        assertThat(hidden.right()).isEqualTo(Right.NONE);
        assertThat(hidden.steps()).hasSize(59);
        WorkingFor.person("carol", Role.ADMIN, "/");
        assertThat(walker.walk(deepest).right()).isEqualTo(Right.OWN);
        assertThat(walker.walk(deepest).steps()).hasSize(100);
    }

    @Test
    void deepDownToWhatIsHiddenCostsAsMuchAsWhatIsAbsent() {
        api.makeDirectory(new MakeDirectoryRequest(deep("/deep", 100), true));
        FilePath above = deep("/deep", 20);
        api.makeDirectory(new MakeDirectoryRequest(above.resolve("hidden").resolve("x"), true));
        restrict(above.resolve("hidden").toString(), Map.of("bob", "OWNER"));
        WorkingFor.person("alice", Role.WRITER, "/");

        int hidden = statementsFor(() -> walker.walk(above.resolve("hidden").resolve("x")));
        int absent = statementsFor(() -> walker.walk(above.resolve("absent").resolve("x")));

        assertThat(hidden).isEqualTo(absent);
    }

    @Test
    void aDeepPathEndsAtAFileAndBeforeWhatIsMissing() {
        FilePath directory = deep("/deep", 30);
        api.makeDirectory(new MakeDirectoryRequest(directory, true));
        WorkingFor.person("alice", Role.WRITER, "/");

        Walk walk = walker.walk(deep("/deep", 80));

        assertThat(walk.steps()).hasSize(30);
        assertThat(walk.target()).isEmpty();
        assertThat(walk.notFound()).hasMessageContaining("%s does not exist".formatted(deep("/deep", 31)));
    }

    @Test
    void deepPathsThatPartAreFollowedTogetherAsFarAsTheyGo() {
        FilePath directory = deep("/deep", 60);
        api.makeDirectory(new MakeDirectoryRequest(directory.resolve("a"), true));
        api.makeDirectory(new MakeDirectoryRequest(directory.resolve("b").resolve("c"), true));
        WorkingFor.person("alice", Role.WRITER, "/");

        Map<FilePath, Walk> walks = walker.walkAll(
                List.of(directory.resolve("a"), directory.resolve("b").resolve("c"), directory.resolve("absent")));

        assertThat(walks.values()).extracting(walk -> walk.steps().size()).containsExactly(61, 62, 60);
        assertThat(walks.values())
                .extracting(walk -> walk.steps().get(59))
                .containsOnly(walks.get(directory.resolve("a")).steps().get(59));
        assertThat(counting.statements()).isLessThan(20);
    }

    @Test
    void aThreadWithoutACallerFollowsNoPath() {
        assertThatThrownBy(() -> walker.walk(HIDDEN)).isInstanceOf(IllegalStateException.class);
        WorkingFor.caller(new Identity.Program("node-1"));
        assertThatThrownBy(() -> walker.walk(HIDDEN)).isInstanceOf(IllegalStateException.class);

        assertThat(counting.statements()).isZero();
    }
}
