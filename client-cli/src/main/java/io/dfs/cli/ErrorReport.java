package io.dfs.cli;

import io.dfs.cli.local.LocalClusterException;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.OutputException;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.TerminalText;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.transfer.CommandFailedException;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.ExitCode;
import io.dfs.common.error.Problem;
import io.dfs.common.error.Rejection;
import io.dfs.common.http.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns failures into one sentence on standard error, for programs also into a JSON problem, and an exit code. */
final class ErrorReport {

    private final Invocation invocation;

    ErrorReport(Invocation invocation) {
        this.invocation = invocation;
    }

    int onUsage(ParameterException failure, String[] arguments) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        // Options after the fault may not have been read yet.
        boolean json = invocation.options().json() || List.of(arguments).contains("--json");
        print("USAGE", "%s (see %s --help)".formatted(oneLine(text(failure)), command), json);
        return ExitCode.USAGE.number();
    }

    int onUnreadableArguments() {
        print("USAGE", "the locale is not UTF-8, so names that are not ASCII can't be read: set LC_ALL=C.UTF-8", false);
        return ExitCode.USAGE.number();
    }

    int onFailure(Exception failure, CommandLine commandLine, ParseResult parsed) {
        boolean json = invocation.options().json();
        ExitCode exitCode = switch (failure) {
            case DfsException e -> onRefusal(e, json);
            case UsageException e -> print("USAGE", text(e), ExitCode.USAGE, json);
            case OutputException e -> onLostResult(e, json);
            case LocalFileException e -> print("LOCAL_FILE", text(e), ExitCode.FAILURE, json);
            case CommandFailedException e -> print("COMMAND_FAILED", text(e), ExitCode.COMMAND_FAILED, json);
            case LocalClusterException e -> print("LOCAL_CLUSTER", text(e), ExitCode.FAILURE, json);
            default ->
                print(
                        ErrorCode.INTERNAL.name(),
                        "an error in dfs itself: %s (give -v to see where)".formatted(failure),
                        ExitCode.FAILURE,
                        json);
        };
        if (invocation.options().verbose() && exitCode != ExitCode.READER_GONE) {
            err().println("dfs: the services' logs have this command as request " + invocation.requestId());
            failure.printStackTrace(err());
        }
        return exitCode.number();
    }

    /** Standard output did not take the result. */
    int onLostResult(OutputException failure) {
        return onLostResult(failure, invocation.options().json()).number();
    }

    /** A reader that has seen enough wants to hear of nothing. */
    private ExitCode onLostResult(OutputException failure, boolean json) {
        return failure.isReaderGone() ? ExitCode.READER_GONE : print("OUTPUT", text(failure), ExitCode.FAILURE, json);
    }

    private ExitCode onRefusal(DfsException failure, boolean json) {
        say("%s [%s]".formatted(text(failure), failure.code()));
        String hint = hint(failure.code());
        if (hint != null) {
            say(hint);
        }
        printRejections(failure.rejections());
        if (json) {
            err().println(Json.mapper()
                    .writeValueAsString(
                            Problem.of(failure.code(), text(failure), invocation.requestId(), failure.rejections())));
        }
        return failure.code().exitCode();
    }

    /** What a person can do about it that the service can't know. */
    private @Nullable String hint(ErrorCode code) {
        String origin = invocation.tokenOrigin();
        return switch (code) {
            case TOKEN_REQUIRED ->
                origin == null
                        ? "no token was found for this cluster: set DFS_TOKEN or DFS_TOKEN_FILE, give --token-file FILE, or write"
                                + " 'token-file=FILE' beside 'endpoint=…' into " + invocation.configurationFile()
                        : null;
            case TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED -> origin == null ? null : "the token is from " + origin;
            case FORBIDDEN -> "'dfs token whoami' tells what your token allows";
            default -> null;
        };
    }

    private void printRejections(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        Table table = new Table().row("  NODE", "RULE", "WHY");
        rejections.forEach(rejection -> table.row(
                "  " + TerminalText.safe(rejection.node()), rejection.rule(), TerminalText.safe(rejection.detail())));
        table.print(err());
    }

    private ExitCode print(String code, String message, ExitCode exitCode, boolean json) {
        print(code, message, json);
        return exitCode;
    }

    /** Errors that only this command knows; the catalogue has those of the services. */
    private void print(String code, String message, boolean json) {
        say(message);
        if (json) {
            Map<String, Object> problem = new LinkedHashMap<>();
            problem.put("type", "urn:dfs:error:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
            problem.put("detail", message);
            problem.put("code", code);
            problem.put("retryable", false);
            err().println(Json.mapper().writeValueAsString(problem));
        }
    }

    private void say(String message) {
        err().println("dfs: " + TerminalText.line(oneLine(message)));
    }

    private static String text(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    private static String oneLine(String message) {
        return message.strip().replace("\n", "; ");
    }

    private PrintStream err() {
        return invocation.console().err();
    }
}
