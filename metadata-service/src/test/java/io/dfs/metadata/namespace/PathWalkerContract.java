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

    @Test
    void aThreadWithoutACallerFollowsNoPath() {
        assertThatThrownBy(() -> walker.walk(HIDDEN)).isInstanceOf(IllegalStateException.class);
        WorkingFor.caller(new Identity.Program("node-1"));
        assertThatThrownBy(() -> walker.walk(HIDDEN)).isInstanceOf(IllegalStateException.class);

        assertThat(counting.statements()).isZero();
    }
}
