package io.dfs.cli.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads the end of a log without reading the whole. */
final class LogTail {

    /** Bytes looked at for the last lines. */
    private static final int WINDOW_BYTES = 256 * 1024;

    private static final Duration POLL_PAUSE = Duration.ofMillis(300);

    private LogTail() {}

    /** The last lines, joined; a sentence instead if there is no log. */
    static String last(Path log, int lines) {
        if (!Files.exists(log)) {
            return "(there is no log yet)";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - WINDOW_BYTES);
            byte[] window = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(window);
            List<String> all =
                    new String(window, StandardCharsets.UTF_8).lines().toList();
            return String.join(System.lineSeparator(), all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(%s can't be read: %s)".formatted(log, e.getMessage());
        }
    }

    /** Prints what is appended, until the thread is interrupted. */
    static void follow(Path log, PrintStream out) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(file.length());
            byte[] buffer = new byte[8192];
            while (!out.checkError()) {
                int read = file.read(buffer);
                if (read > 0) {
                    out.write(buffer, 0, read);
                    out.flush();
                } else {
                    Thread.sleep(POLL_PAUSE);
                }
            }
        }
    }
}
