package io.dfs.cli;

import io.dfs.cli.access.AccessCommand;
import io.dfs.cli.access.AuditCommand;
import io.dfs.cli.access.TokenCommand;
import io.dfs.cli.demo.DemoCommand;
import io.dfs.cli.download.CatCommand;
import io.dfs.cli.download.DownloadCommand;
import io.dfs.cli.local.LocalCommand;
import io.dfs.cli.local.MetadataCommand;
import io.dfs.cli.namespace.ListCommand;
import io.dfs.cli.namespace.MakeDirectoryCommand;
import io.dfs.cli.namespace.RemoveCommand;
import io.dfs.cli.namespace.SetReplicationCommand;
import io.dfs.cli.namespace.StatCommand;
import io.dfs.cli.node.DiskCommand;
import io.dfs.cli.node.NodeCommand;
import io.dfs.cli.node.NodesCommand;
import io.dfs.cli.node.SafeModeCommand;
import io.dfs.cli.removed.LedgerCommand;
import io.dfs.cli.removed.QuarantineCommand;
import io.dfs.cli.removed.TrashCommand;
import io.dfs.cli.removed.UndeleteCommand;
import io.dfs.cli.session.Console;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.GlobalOptions;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.OutputException;
import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.status.ExplainCommand;
import io.dfs.cli.status.FsckCommand;
import io.dfs.cli.status.RepairsCommand;
import io.dfs.cli.status.StatusCommand;
import io.dfs.cli.upload.UploadCommand;
import io.dfs.common.error.ExitCode;
import io.dfs.common.process.ProcessLocale;
import io.dfs.common.thread.Carriers;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The {@code dfs} command. */
@Command(
        name = "dfs",
        description = "A distributed file store: safe by default, honest about its state.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:failure of this machine or an unforeseen one",
            "2:wrong usage",
            "3:not found",
            "4:conflict with what is there",
            "5:refused",
            "6:the service or its nodes can't be reached",
            "7:no room",
            "8:wrong bytes or missing replicas",
            "9:the command of --command failed",
            "130:interrupted",
            "141:the reader of the output went away"
        })
public final class Dfs implements Runnable {

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    private @Nullable CommandLine commandLine;

    private Dfs() {}

    public static void main(String[] arguments) {
        ProcessLocale.fix();
        Carriers.makeEnough();
        Console console = Console.ofProcess();
        Dfs dfs = new Dfs();
        Invocation invocation = new Invocation(dfs.options, console, Environment.ofProcess(), TransferSettings.DEFAULT);
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ended.get()) {
                tellInterrupted(invocation);
            }
        }));
        int exitCode = isReadable(arguments)
                ? dfs.execute(invocation, arguments)
                : new ErrorReport(invocation).onUnreadableArguments();
        ended.set(true);
        System.exit(exitCode);
    }

    /** With another encoding, names that are not ASCII have been lost on their way to us. */
    private static boolean isReadable(String[] arguments) {
        return "UTF-8".equals(System.getProperty("sun.jnu.encoding"))
                || Stream.of(arguments).allMatch(argument -> argument.chars().allMatch(c -> c < 0x80));
    }

    /** The Java runtime itself then ends with 128 + the signal's number, which is {@link ExitCode#INTERRUPTED}. */
    private static void tellInterrupted(Invocation invocation) {
        String note = invocation.interruptNote();
        invocation.console().err().println();
        invocation.console().err().println("dfs: interrupted" + (note == null ? "" : "; " + note));
    }

    /** Everything but the process: for tests. */
    static int run(Console console, Environment environment, TransferSettings settings, String... arguments) {
        Dfs dfs = new Dfs();
        return dfs.execute(new Invocation(dfs.options, console, environment, settings), arguments);
    }

    /** A result that can't be written makes the command fail; one that has failed already keeps its reason. */
    private int execute(Invocation invocation, String... arguments) {
        int exitCode = commandLine(invocation).execute(arguments);
        try {
            invocation.out().flush();
        } catch (OutputException e) {
            return exitCode == ExitCode.OK.number() ? new ErrorReport(invocation).onLostResult(e) : exitCode;
        }
        return exitCode;
    }

    /** For a command that shows others at work. */
    private static int runAgain(Invocation invocation, List<String> arguments) {
        return run(
                invocation.console(),
                invocation.environment(),
                invocation.settings(),
                arguments.toArray(String[]::new));
    }

    private CommandLine commandLine(Invocation invocation) {
        ErrorReport errors = new ErrorReport(invocation);
        CommandLine root = new CommandLine(this);
        commandLine = root;
        root.addSubcommand(new UploadCommand(invocation))
                .addSubcommand(new DownloadCommand(invocation))
                .addSubcommand(new CatCommand(invocation))
                .addSubcommand(new StatCommand(invocation))
                .addSubcommand(new ListCommand(invocation))
                .addSubcommand(new MakeDirectoryCommand(invocation))
                .addSubcommand(new RemoveCommand(invocation))
                .addSubcommand(new SetReplicationCommand(invocation))
                .addSubcommand(new TrashCommand(invocation))
                .addSubcommand(new UndeleteCommand(invocation))
                .addSubcommand(new StatusCommand(invocation))
                .addSubcommand(new FsckCommand(invocation))
                .addSubcommand(new RepairsCommand(invocation))
                .addSubcommand(new ExplainCommand(invocation))
                .addSubcommand(new NodesCommand(invocation))
                .addSubcommand(new CommandLine(new NodeCommand(invocation)).addSubcommand(new DiskCommand(invocation)))
                .addSubcommand(new SafeModeCommand(invocation))
                .addSubcommand(new QuarantineCommand(invocation))
                .addSubcommand(new LedgerCommand(invocation))
                .addSubcommand(new TokenCommand(invocation))
                .addSubcommand(new AccessCommand(invocation))
                .addSubcommand(new AuditCommand(invocation))
                .addSubcommand(new LocalCommand(invocation))
                .addSubcommand(new MetadataCommand(invocation))
                .addSubcommand(new DemoCommand(invocation, arguments -> runAgain(invocation, arguments)))
                .addSubcommand(new CompletionCommand(invocation));
        root.setOut(new PrintWriter(invocation.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(invocation.console().err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a file may have a name that begins with @
                .setExecutionStrategy(parsed -> run(parsed, errors))
                .setParameterExceptionHandler(errors::onUsage)
                .setExecutionExceptionHandler(errors::onFailure)
                .setExitCodeExceptionMapper(_ -> ExitCode.FAILURE.number());
        return root;
    }

    /** Help is printed outside of every command. */
    private static int run(CommandLine.ParseResult parsed, ErrorReport errors) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutputException e) {
            return errors.onLostResult(e);
        }
    }

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        CommandLine root = Objects.requireNonNull(commandLine);
        throw new CommandLine.ParameterException(root, "a command is missing");
    }
}
