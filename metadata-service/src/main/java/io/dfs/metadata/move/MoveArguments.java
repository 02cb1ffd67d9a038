package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code move} on the command line.
 *
 * @param from null: the database in the service's settings
 * @param help whether to explain the command instead
 * @param settings as every service takes them: {@code --spring.datasource.username=NAME}
 */
record MoveArguments(@Nullable String from, @Nullable String to, boolean help, List<String> settings) {

    MoveArguments {
        settings = List.copyOf(settings);
    }

    /** Options have their value behind {@code =} or as the next argument. */
    static MoveArguments parse(List<String> arguments) {
        String from = null;
        String to = null;
        List<String> settings = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            String[] parts = argument.split("=", 2);
            switch (parts[0]) {
                case "--from" -> from = value(parts, rest);
                case "--to" -> to = value(parts, rest);
                case "--help", "-h" -> {
                    return new MoveArguments(null, null, true, List.of());
                }
                default -> {
                    if (!parts[0].startsWith("--") || !parts[0].contains(".") || parts.length < 2) {
                        throw new MoveRefusedException(
                                ExitCode.USAGE, "what is '%s'? 'move --help' lists the options".formatted(argument));
                    }
                    settings.add(argument);
                }
            }
        }
        return new MoveArguments(from, to, false, settings);
    }

    private static String value(String[] parts, Iterator<String> rest) {
        String value = parts.length == 2 ? parts[1] : rest.hasNext() ? rest.next() : "";
        if (value.isEmpty() || value.startsWith("--")) {
            throw new MoveRefusedException(
                    ExitCode.USAGE,
                    "%s needs the URL of a database, such as jdbc:mysql://HOST:3306/dfs".formatted(parts[0]));
        }
        return value;
    }
}
