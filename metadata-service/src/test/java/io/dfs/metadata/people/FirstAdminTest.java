package io.dfs.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.Role;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How the first person gets in, over restarts of the service. */
@ExtendWith(OutputCaptureExtension.class)
class FirstAdminTest {

    private static final String OTHER = "dfs_" + "b".repeat(43);

    private final TestDatabase database = TestDatabase.h2();

    @TempDir
    private Path directory;

    private RunningService start(String token) {
        return RunningService.on(
                database, Map.of("dfs.access.admin-token", token, "dfs.access.admin-token-file", file().toString()));
    }

    private Path file() {
        return directory.resolve("sub/admin-token");
    }

    @Test
    void withoutATokenTheFirstStartMakesOneThatOnlyTheServicesUserCanReadAndLogsDoNotTell(CapturedOutput log)
            throws IOException {
        String made;
        try (RunningService service = start("")) {
            made = Files.readString(file()).strip();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            assertThat(service.access(made).whoAmI().role()).isEqualTo(Role.ADMIN);
        }
        try (RunningService service = start("")) {
            assertThat(Files.readString(file()).strip()).as("made once").isEqualTo(made);
            assertThat(service.access(made).whoAmI().name()).isEqualTo("admin");
        }
        assertThat(log.getAll()).doesNotContain(made);
    }

    @Test
    void aFileThatWasRemovedIsNotMadeAgainWhileThereIsAnAdmin() throws IOException {
        start("").close();
        Files.delete(file());

        start("").close();

        assertThat(file()).doesNotExist();
    }

    @Test
    void aGivenTokenIsTheAdminsAndAnotherOneReplacesIt() {
        try (RunningService service = start(TestTokens.ADMIN)) {
            assertThat(service.access(TestTokens.ADMIN).whoAmI().name()).isEqualTo("admin");
        }
        try (RunningService service = start(OTHER)) {
            assertThat(service.access(OTHER).whoAmI().name()).isEqualTo("admin");
            assertRefused(ErrorCode.TOKEN_INVALID, service.access(TestTokens.ADMIN));
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void aGivenTokenThatWasRevokedStaysSo() {
        try (RunningService service = start(TestTokens.ADMIN)) {
            service.access(TestTokens.ADMIN).revokeToken("admin");
        }
        try (RunningService service = start(TestTokens.ADMIN)) {
            assertRefused(ErrorCode.TOKEN_REVOKED, service.access(TestTokens.ADMIN));
        }
    }

    @Test
    void whatIsNoTokenStopsTheStartAndIsNotRepeated(CapturedOutput log) {
        assertThatThrownBy(() -> start("correct-horse-battery-staple").close())
                .hasMessageContaining("DFS_ADMIN_TOKEN")
                .hasMessageNotContaining("horse");
        assertThat(log.getAll()).doesNotContain("horse");
    }

    private static void assertRefused(ErrorCode code, AccessApi access) {
        Assertions.assertThatExceptionOfType(io.dfs.common.error.DfsException.class)
                .isThrownBy(access::whoAmI)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
