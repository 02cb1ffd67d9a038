package io.dfs.cli.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Something is wrong with a file of this machine: exit code 1. Never a reason to ask another node. */
public final class LocalFileException extends RuntimeException {

    public LocalFileException(String message) {
        this(message, null);
    }

    public LocalFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** In the words of a person: {@code can't read X: permission denied}. */
    public static LocalFileException of(String what, Object file, IOException cause) {
        return new LocalFileException("can't %s %s: %s".formatted(what, file, reason(cause)), cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "there is no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }
}
