package io.dfs.metadata.status;

import org.springframework.core.NestedExceptionUtils;

/** What went wrong, in a line. */
final class Causes {

    private static final int MAX_LENGTH = 200;

    private Causes() {}

    static String inWords(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = message.lines().findFirst().orElse("").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
