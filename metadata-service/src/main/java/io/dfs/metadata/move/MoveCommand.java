package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import io.dfs.metadata.database.DatabaseFault;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;

/** {@code java -jar metadata-service.jar move --to URL}: instead of a service. */
public final class MoveCommand {

    private static final String NAME = "move";

    private static final String HELP = """
            Usage: java -jar metadata-service.jar move --to URL [--from URL]

            Moves the cluster's metadata to another database. Stop all metadata services before; nodes and controllers may run.

              --to URL     an empty schema, such as jdbc:mysql://HOST:3306/dfs. Its user and password: DFS_MOVE_TO_USER
                           (dfs, if not set) and DFS_MOVE_TO_PASSWORD in the environment
              --from URL   default: the database in the service's settings (DFS_DATABASE_URL, or the file ./data/metadata).
                           Its user and password: DFS_DATABASE_USER and DFS_DATABASE_PASSWORD, as for the service

            The old database is only read. Everything is read back from the new one before it can be used. Then no service starts
            on an old H2 database, because of a file beside it. A move that was interrupted is run again by the same command.
            """;

    /** The class of SQL states for users who are not let in. */
    private static final String WRONG_PASSWORD = "28";

    private final PrintStream out;
    private final PrintStream err;

    MoveCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Whether the command line is one of this command and not of the service. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /** Returns the exit code. */
    public static int run(String[] arguments) {
        return new MoveCommand(System.out, System.err)
                .execute(Arrays.asList(arguments).subList(1, arguments.length));
    }

    private int execute(List<String> arguments) {
        try {
            MoveArguments parsed = MoveArguments.parse(arguments);
            if (parsed.help()) {
                out.print(HELP);
                return ExitCode.OK.number();
            }
            return execute(parsed);
        } catch (MoveRefusedException e) {
            return fail(e.exitCode(), e);
        }
    }

    private int execute(MoveArguments arguments) {
        List<String> settings = new ArrayList<>(arguments.settings());
        if (arguments.from() != null) {
            settings.add("--spring.datasource.url=" + arguments.from());
        }
        // Nothing of the service but its settings and its log.
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Object.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=warn", "logging.level.org.flywaydb=error")
                .run(settings.toArray(String[]::new))) {
            Environment environment = context.getEnvironment();
            return execute(source(environment), target(arguments, environment));
        }
    }

    private static DatabaseAddress source(Environment environment) {
        return new DatabaseAddress(
                environment.getRequiredProperty("spring.datasource.url"),
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", ""));
    }

    private static DatabaseAddress target(MoveArguments arguments, Environment environment) {
        if (arguments.to() == null) {
            throw new MoveRefusedException(
                    ExitCode.USAGE, "--to is missing: the database to move to, such as jdbc:mysql://HOST:3306/dfs");
        }
        return new DatabaseAddress(
                arguments.to(),
                environment.getProperty("dfs.move.to-user", ""),
                environment.getProperty("dfs.move.to-password", ""));
    }

    int execute(DatabaseAddress from, DatabaseAddress to) {
        try {
            say("moving the metadata from %s to %s".formatted(from, to));
            tell(new Move(from, to, this::say).run(), from, to);
            return ExitCode.OK.number();
        } catch (MoveRefusedException e) {
            return fail(e.exitCode(), e);
        } catch (SQLException | DataAccessException | FlywayException e) {
            return fail(exitCode(e), e);
        } catch (UncheckedIOException e) {
            return fail(ExitCode.FAILURE, e);
        }
    }

    private void tell(Move.Outcome outcome, DatabaseAddress from, DatabaseAddress to) {
        switch (outcome) {
            case Move.Outcome.MovedBefore before ->
                out.printf("cluster %s was moved to %s already; nothing was changed%n", before.cluster(), to);
            case Move.Outcome.Moved moved -> {
                out.printf(
                        "moved cluster %s: %,d rows in %d tables, all read back%n",
                        moved.cluster(), moved.rows(), moved.tables());
                out.printf("next: start the metadata services with DFS_DATABASE_URL=%s%n", to);
                out.println(
                        moved.mark().isPresent()
                                ? "no service starts on the old database any more; to go back, delete "
                                        + moved.mark().get().file()
                                : "%s is not marked: start no metadata service of this cluster on it again"
                                        .formatted(from));
            }
        }
    }

    private void say(String line) {
        err.println(NAME + ": " + line);
    }

    private int fail(ExitCode code, Exception failure) {
        say(Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .strip()
                .replaceAll("\\s*\\R\\s*", "; "));
        return code.number();
    }

    private static ExitCode exitCode(Exception failure) {
        if (failure instanceof SQLException e
                && e.getSQLState() != null
                && e.getSQLState().startsWith(WRONG_PASSWORD)) {
            return ExitCode.REFUSED;
        }
        return DatabaseFault.of(failure)
                .map(fault -> switch (fault) {
                    case REFUSES_WRITES -> ExitCode.NO_SPACE;
                    case NO_FREE_CONNECTION, UNREACHABLE, TOO_SLOW, CONTENTION -> ExitCode.UNAVAILABLE;
                })
                .orElse(ExitCode.FAILURE);
    }
}
