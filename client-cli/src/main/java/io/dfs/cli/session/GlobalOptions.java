package io.dfs.cli.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command understands, before or after its name. Filled by picocli, read by everybody. */
public final class GlobalOptions {

    @Option(
            names = "--endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description =
                    "Address of the metadata service, such as http://localhost:7070; of several, separated by commas, one"
                            + " that answers is used. Default: DFS_ENDPOINT, the configuration file, or the local cluster of"
                            + " this folder.")
    @Nullable
    String endpoint;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "A file that holds the token. Default: DFS_TOKEN, DFS_TOKEN_FILE, the configuration file, or the token"
                            + " of this folder's local cluster.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the API's own records as JSON; errors too, on standard error.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no summary.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; with errors, where they come from.")
    boolean verbose;

    public boolean json() {
        return json;
    }

    public boolean quiet() {
        return quiet;
    }

    public boolean verbose() {
        return verbose;
    }
}
