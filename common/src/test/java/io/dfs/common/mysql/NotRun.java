package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The test classes of this module that did not run, in a file that the build prints as its last line. */
final class NotRun {

    private static final Path FILE = Path.of("target", "mysql-tests-not-run.txt");

    private static final String REMEDY = "To run them: start a Docker engine, install MySQL 8.0.33 or newer (mysqld),"
            + " install libaio and libnuma for the server that Maven fetches (Debian: apt-get install libaio1 libnuma1),"
            + " or name a server in DFS_TEST_MYSQL_URL.";

    private static final Set<String> CLASSES = new TreeSet<>();

    private NotRun() {}

    static synchronized void note(String testClass, String reason) {
        CLASSES.add(testClass);
        String module = Path.of("").toAbsolutePath().getFileName().toString();
        write("NOT TESTED ON MYSQL: %d test classes of %s (%s). %s %s%n"
                .formatted(CLASSES.size(), module, String.join(", ", CLASSES), reason, REMEDY));
    }

    /** Forgets what an earlier run could not do. */
    static void clear() {
        try {
            Files.deleteIfExists(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String line) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
