package io.dfs.cli.session;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the process finds around itself; given, so that tests can make another one. */
public record Environment(Map<String, String> variables, Path workingDirectory, Path home, Clock clock) {

    public static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                home(System.getenv("HOME"), System.getProperty("user.home")),
                Clock.systemUTC());
    }

    /**
     * The user's directory: {@code HOME}, as other programs have it, otherwise what the system knows of the user. A service may have
     * neither (Java then says {@code ?}): the root directory stands for that, as in a container.
     */
    static Path home(@Nullable String variable, @Nullable String property) {
        return Stream.of(variable, property)
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .findFirst()
                .orElse(Path.of("/"));
    }

    /** A variable's value; unset and empty are the same. */
    public @Nullable String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Where the configuration file is looked for. */
    Path configurationFile() {
        String named = variable("DFS_CONFIG");
        if (named != null) {
            return workingDirectory.resolve(named);
        }
        String configurationHome = variable("XDG_CONFIG_HOME");
        Path base = configurationHome == null ? home.resolve(".config") : Path.of(configurationHome);
        return base.resolve("dfs").resolve("config");
    }

    /** Where files go that are of no use after the command's end. */
    public Path temporaryDirectory() {
        String named = variable("TMPDIR");
        return workingDirectory.resolve(named == null ? System.getProperty("java.io.tmpdir", "/tmp") : named);
    }

    /** Where interrupted transfers leave their journals. */
    public Path stateDirectory() {
        String named = variable("DFS_STATE_DIR");
        if (named != null) {
            return workingDirectory.resolve(named);
        }
        String stateHome = variable("XDG_STATE_HOME");
        Path base = stateHome == null ? home.resolve(".local").resolve("state") : Path.of(stateHome);
        return base.resolve("dfs");
    }
}
