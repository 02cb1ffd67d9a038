package io.dfs.cli;

import io.dfs.cli.session.Invocation;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dfs completion}: for {@code source <(dfs completion)} in bash and zsh. */
@Command(name = "completion", description = "Prints a script that completes dfs commands in bash and zsh.")
final class CompletionCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        invocation.out().print(AutoComplete.bash("dfs", spec.root().commandLine()));
        return 0;
    }
}
