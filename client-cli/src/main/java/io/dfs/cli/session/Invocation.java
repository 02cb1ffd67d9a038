package io.dfs.cli.session;

import io.dfs.common.http.Json;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.RequestIds;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;

/** One run of the command: its options, its terminal, its surroundings. */
public final class Invocation {

    private static final int CONNECTIONS_PER_TRANSFER = 8;

    private final GlobalOptions options;
    private final Console console;
    private final Environment environment;
    private final TransferSettings settings;
    private final String requestId = RequestIds.next();
    private final ConfigurationFile configuration;
    private volatile @Nullable String interruptNote;
    private @Nullable Cluster cluster;

    /**
     * Whom this run talks to.
     *
     * @param token null if none was found for this cluster
     */
    private record Cluster(ClusterAddress address, @Nullable BearerToken token) {}

    public Invocation(GlobalOptions options, Console console, Environment environment, TransferSettings settings) {
        this.options = options;
        this.console = console;
        this.environment = environment;
        this.settings = settings;
        this.configuration = new ConfigurationFile(environment);
    }

    public GlobalOptions options() {
        return options;
    }

    public Console console() {
        return console;
    }

    public PrintStream out() {
        return console.out();
    }

    public Environment environment() {
        return environment;
    }

    public TransferSettings settings() {
        return settings;
    }

    /** Connects to the cluster of the options; nothing is sent yet. */
    public ClusterSession connect() {
        return connect(1);
    }

    /** @param parallel chunks in flight; each may use a connection per replica */
    public ClusterSession connect(int parallel) {
        Cluster known = cluster();
        BearerToken token = known.token();
        return new ClusterSession(
                new MetadataEndpoints(known.address().endpoints()),
                new TlsFinder(environment, configuration).find(known.address().endpoints()),
                settings,
                parallel * CONNECTIONS_PER_TRANSFER,
                requestId,
                token == null ? null : token::value);
    }

    private Cluster cluster() {
        if (cluster == null) {
            ClusterAddress address = new EndpointFinder(environment, configuration).find(options.endpoint);
            TokenFinder tokens = new TokenFinder(environment, configuration, line -> remark("dfs: " + line));
            cluster =
                    new Cluster(address, tokens.find(options.tokenFile, address).orElse(null));
        }
        return cluster;
    }

    /** Where the token of this run was found; null if it has none. */
    public @Nullable String tokenOrigin() {
        return cluster == null || cluster.token() == null
                ? null
                : cluster.token().from();
    }

    /** Where a person may write settings. */
    public Path configurationFile() {
        return configuration.path();
    }

    /** Under which the logs of all services have what this command asked of them. */
    public String requestId() {
        return requestId;
    }

    /** What to tell a person who stops the command now. */
    public void onInterrupt(String note) {
        interruptNote = note;
    }

    public @Nullable String interruptNote() {
        return interruptNote;
    }

    /** The record as the API has it. */
    public void printJson(@Nullable Object value) {
        out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    /** A remark for a person, never part of the result. */
    public void remark(String line) {
        if (!options.quiet()) {
            console.err().println(line);
        }
    }

    /**
     * Whether to do what can't be undone. Asks a person at a terminal; a script must have said so before.
     *
     * @param said whether {@code --yes} was given
     * @throws UsageException if no one can be asked
     */
    public boolean confirmed(boolean said, String question) {
        if (said) {
            return true;
        }
        if (!console.errIsTerminal()) {
            throw new UsageException("this can't be undone: say that you mean it with --yes");
        }
        console.err().print(question + " Type 'yes' to go on: ");
        console.err().flush();
        Scanner answer = new Scanner(console.in(), StandardCharsets.UTF_8);
        boolean yes = answer.hasNextLine() && answer.nextLine().strip().equals("yes");
        if (!yes) {
            remark("nothing was done");
        }
        return yes;
    }

    /** Whether standard error is a terminal that can move its cursor: one that a line may be written over on. */
    public boolean errCanRedraw() {
        return console.errIsTerminal() && canMoveCursor();
    }

    /** The same for standard output. */
    public boolean outCanRedraw() {
        return console.outIsTerminal() && canMoveCursor();
    }

    private boolean canMoveCursor() {
        String terminal = environment.variable("TERM");
        return terminal != null && !terminal.equals("dumb");
    }

    /** A name or path for a person: quoted where a terminal would be led astray. */
    public String show(Object name) {
        return console.outIsTerminal() ? TerminalText.safe(name.toString()) : name.toString();
    }
}
