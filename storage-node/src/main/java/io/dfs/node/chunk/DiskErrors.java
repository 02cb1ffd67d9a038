package io.dfs.node.chunk;

import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Tells which errors are the disk's and which only say that something has run out. Java keeps the text of a system error and
 * drops its number, and the text is in the language that the process was started in. So an error is recognised by the text
 * that this very process gives for the number; the English one is always understood too.
 */
final class DiskErrors {

    static final DiskErrors OF_THIS_PROCESS =
            new DiskErrors(SystemMessages.ofThisProcess().orElse(_ -> ""));

    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENOSPC = 28;
    private static final int EDQUOT =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux") ? 122 : 69;

    private final Set<String> full;
    private final Set<String> outOfFileHandles;

    /** @param messages of the system's error numbers; empty for one that it does not know */
    DiskErrors(IntFunction<String> messages) {
        this.full = texts(messages, new int[] {ENOSPC, EDQUOT}, "No space left on device", "Disk quota exceeded");
        this.outOfFileHandles =
                texts(messages, new int[] {EMFILE, ENFILE}, "Too many open files", "Too many open files in system");
    }

    private static Set<String> texts(IntFunction<String> messages, int[] numbers, String... english) {
        Set<String> texts = Arrays.stream(numbers)
                .mapToObj(messages)
                .filter(text -> !text.isBlank())
                .collect(Collectors.toSet());
        texts.addAll(Set.of(english));
        return texts;
    }

    /** Whether the file system has no bytes or no inodes left, or a quota is used up. */
    boolean isFull(Exception e) {
        return full.contains(text(e));
    }

    /** Whether the process, or the system, has as many open files as it may. */
    boolean isOutOfFileHandles(Exception e) {
        return outOfFileHandles.contains(text(e));
    }

    /** Without the name of the file that the message begins with. */
    private static String text(Exception e) {
        return String.valueOf(e instanceof FileSystemException named ? named.getReason() : e.getMessage());
    }
}
