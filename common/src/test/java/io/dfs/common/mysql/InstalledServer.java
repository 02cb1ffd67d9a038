package io.dfs.common.mysql;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code mysqld} of this machine, if it is MySQL and not older than what dfs supports. */
final class InstalledServer {

    /** Where packages put it, which is not on the path of every user. */
    private static final List<String> USUAL_PLACES =
            List.of("/usr/sbin", "/usr/local/sbin", "/usr/local/mysql/bin", "/opt/homebrew/bin", "/opt/mysql/bin");

    private static final Pattern VERSION = Pattern.compile("Ver (\\d+)\\.(\\d+)\\.(\\d+)");

    private InstalledServer() {}

    static Optional<Path> find() {
        Stream<String> path =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return Stream.concat(path, USUAL_PLACES.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "mysqld"))
                .filter(Files::isExecutable)
                .filter(mysqld -> isSupported(versionLine(mysqld)))
                .findFirst();
    }

    /** What {@code mysqld --version} prints: {@code /usr/sbin/mysqld  Ver 8.0.36 for Linux on x86_64 (…)}. */
    static boolean isSupported(String versionLine) {
        Matcher version = VERSION.matcher(versionLine);
        return version.find()
                && !versionLine.contains("MariaDB")
                && Arrays.compare(numbers(version), new int[] {8, 0, 33}) >= 0;
    }

    private static int[] numbers(Matcher version) {
        return Stream.of(1, 2, 3)
                .mapToInt(group -> Integer.parseInt(version.group(group)))
                .toArray();
    }

    private static String versionLine(Path mysqld) {
        try {
            Process process = new ProcessBuilder(mysqld.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
