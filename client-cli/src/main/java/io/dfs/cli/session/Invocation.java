package io.dfs.cli.session;

import io.dfs.common.http.Json;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.RequestIds;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the command: its options, its terminal, its surroundings. */
public final class Invocation {

    private static final int CONNECTIONS_PER_TRANSFER = 8;

    private final GlobalOptions options;
    private final Console console;
    private final Environment environment;
    private final TransferSettings settings;
    private final String requestId = RequestIds.next();
    private volatile @Nullable String interruptNote;

    public Invocation(GlobalOptions options, Console console, Environment environment, TransferSettings settings) {
        this.options = options;
        this.console = console;
        this.environment = environment;
        this.settings = settings;
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
        List<URI> endpoints = new EndpointFinder(environment).find(options.endpoint);
        return new ClusterSession(
                new MetadataEndpoints(endpoints),
                new TlsFinder(environment).find(endpoints),
                settings,
                parallel * CONNECTIONS_PER_TRANSFER,
                requestId);
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

    /** A name or path for a person: quoted where a terminal would be led astray. */
    public String show(Object name) {
        return console.outIsTerminal() ? TerminalText.safe(name.toString()) : name.toString();
    }
}
