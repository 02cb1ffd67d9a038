package io.dfs.metadata.commit;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.Precondition;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What becomes of a file's commit, given what stands at its path. */
final class TargetRules {

    private TargetRules() {}

    /** @param standing what is at the path now; null for nothing */
    static Decision decide(FileCommit file, @Nullable StandingEntry standing) {
        if (standing == null) {
            if (file.precondition().kind() == Precondition.Kind.VERSION) {
                throw new DfsException(
                        ErrorCode.VERSION_MISMATCH,
                        "%s is to replace version %d, but there is no such file"
                                .formatted(file.path(), file.precondition().version()));
            }
            return new Decision.Create();
        }
        if (standing.kind() == EntryKind.DIRECTORY) {
            throw new DfsException(
                    ErrorCode.IS_A_DIRECTORY,
                    "%s is a directory: remove it first, or choose another name".formatted(file.path()));
        }
        if (standing.isOf(file)) {
            return new Decision.Repeat(standing);
        }
        return switch (file.precondition().kind()) {
            case ABSENT ->
                throw new DfsException(
                        ErrorCode.ALREADY_EXISTS,
                        "%s exists already (version %d): choose another name, or ask for overwriting"
                                .formatted(file.path(), standing.version()));
            case VERSION -> replaceVersion(file, standing);
            case NONE -> new Decision.Replace(standing);
        };
    }

    private static Decision replaceVersion(FileCommit file, StandingEntry standing) {
        Long expected = file.precondition().version();
        if (expected == null || expected != standing.version()) {
            throw new DfsException(
                    ErrorCode.VERSION_MISMATCH,
                    "%s has version %d, not %d: someone has changed it"
                            .formatted(file.path(), standing.version(), expected));
        }
        return new Decision.Replace(standing);
    }
}
