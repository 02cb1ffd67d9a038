package io.dfs.common.error;

/** What the {@code dfs} command ends with. The numbers are a promise to scripts; see docs/errors.md. */
public enum ExitCode {
    OK(0),
    FAILURE(1),
    USAGE(2),
    NOT_FOUND(3),
    CONFLICT(4),
    REFUSED(5),
    UNAVAILABLE(6),
    NO_SPACE(7),
    INTEGRITY(8),
    COMMAND_FAILED(9),
    INTERRUPTED(130),
    READER_GONE(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
