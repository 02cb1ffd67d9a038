package io.dfs.cli.node;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "safe-mode",
        description =
                "In safe mode the cluster serves what it can, and repairs and removes nothing ('dfs status' says why).",
        synopsisSubcommandLabel = "COMMAND")
public final class SafeModeCommand {

    private final Invocation invocation;

    public SafeModeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(description = "End safe mode now: what is missing is really lost, and is to be re-replicated.")
    int leave(
            @Option(
                            names = "--accept-restored-database",
                            description =
                                    "I know that the database was restored from an older copy, and it is the truth"
                                            + " from now on. Files stored since the copy was made are gone; their chunks are"
                                            + " kept as orphans.")
                    boolean acceptRestoredDatabase) {
        try (ClusterSession session = invocation.connect()) {
            SafeModeState state = session.operations().leaveSafeMode(new SafeModeExit(acceptRestoredDatabase));
            if (invocation.options().json()) {
                invocation.printJson(state);
            } else {
                invocation.remark(
                        state.isOn()
                                ? "safe mode %s continues: %s".formatted(state.mode(), invocation.show(state.reason()))
                                : "safe mode is off");
            }
            return 0;
        }
    }
}
