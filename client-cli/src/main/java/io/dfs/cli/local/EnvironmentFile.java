package io.dfs.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file of settings that docker compose reads ({@code .env}), which comes without secrets. */
final class EnvironmentFile {

    private static final String ADMIN_TOKEN = "DFS_ADMIN_TOKEN";

    private static final Pattern EMPTY_SECRET =
            Pattern.compile("(?m)^(DFS_[A-Z0-9_]*(?:SECRET|PASSWORD|TOKEN))=[ \\t]*(?=\\r?$)");

    private static final Pattern ADMIN_TOKEN_LINE =
            Pattern.compile("(?m)^" + ADMIN_TOKEN + "=[ \\t]*([\"']?)(\\S+?)\\1[ \\t]*\\r?$");

    private final Path file;

    EnvironmentFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** @param secrets the names of the settings that were given a secret */
    record Filled(String text, List<String> secrets) {}

    /**
     * Gives each secret that is empty a value, and changes nothing else.
     *
     * @param random gives a value for a setting of this name
     */
    static Filled fill(String text, UnaryOperator<String> random) {
        List<String> names = new ArrayList<>();
        String filled = EMPTY_SECRET.matcher(text).replaceAll((MatchResult line) -> {
            names.add(line.group(1));
            return line.group(1) + "=" + random.apply(line.group(1));
        });
        return new Filled(filled, List.copyOf(names));
    }

    /** The admin's token has the shape of all tokens; what only programs read is a secret like any other. */
    static String random(String name) {
        return name.equals(ADMIN_TOKEN) ? RandomSecrets.token() : RandomSecrets.secret();
    }

    /** The admin's token as the file has it. */
    static Optional<String> adminToken(String text) {
        Matcher line = ADMIN_TOKEN_LINE.matcher(text);
        return line.find() ? Optional.of(line.group(2)) : Optional.empty();
    }

    /** Where the admin's token lies for the client: beside the file. */
    Path adminTokenFile() {
        return file.resolveSibling(file.getFileName() + ".admin-token");
    }

    /**
     * Fills in what is empty, makes the file its owner's alone, and puts the admin's token beside it. What is there already
     * stays, so it may be repeated.
     *
     * @return the names of the settings that were given a secret
     */
    List<String> initialize() {
        if (!Files.isRegularFile(file)) {
            throw new LocalClusterException(
                    "%s does not exist: go to the folder of docker-compose.yml, or name its .env file".formatted(file));
        }
        try {
            Filled filled = fill(Files.readString(file), EnvironmentFile::random);
            PrivateFile.write(file, filled.text());
            Optional<String> adminToken = adminToken(filled.text());
            if (adminToken.isPresent()) {
                PrivateFile.write(adminTokenFile(), adminToken.get() + "\n");
            }
            return filled.secrets();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be changed".formatted(file), e);
        }
    }
}
