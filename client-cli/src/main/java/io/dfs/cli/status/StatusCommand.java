package io.dfs.cli.status;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Show how the cluster is: chunks, risks, repairs, nodes, room.")
public final class StatusCommand implements Callable<Integer> {

    private static final Duration WATCH_PAUSE = Duration.ofSeconds(2);

    /** Puts the cursor in the corner and clears what is there. */
    private static final String NEW_PAGE = "\033[H\033[2J";

    @Option(names = "--check", description = "End with 8 if data is at risk, an alarm is critical, or no one can tell.")
    private boolean check;

    @Option(names = "--watch", description = "Again every 2 s, until interrupted.")
    private boolean watch;

    private final Invocation invocation;

    public StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            return watch ? watch(session) : show(session.operations().status());
        }
    }

    private int show(ClusterStatus status) {
        Headline headline = Headline.of(status);
        if (invocation.options().json()) {
            invocation.printJson(status);
        } else {
            new StatusPage(invocation).print(status, headline);
        }
        return check && headline.isRisk() ? ExitCode.INTEGRITY.number() : ExitCode.OK.number();
    }

    /** Goes on while the service is away: that is when one watches. */
    private int watch(ClusterSession session) {
        try {
            while (true) {
                if (invocation.outCanRedraw() && !invocation.options().json()) {
                    invocation.out().print(NEW_PAGE);
                }
                try {
                    show(session.operations().status());
                } catch (DfsException e) {
                    if (Thread.interrupted()) {
                        return ExitCode.INTERRUPTED.number();
                    }
                    invocation.out().println(invocation.show(String.valueOf(e.getMessage())));
                }
                invocation.out().println();
                invocation.out().flush();
                Thread.sleep(WATCH_PAUSE);
            }
        } catch (InterruptedException _) {
            return ExitCode.INTERRUPTED.number();
        }
    }
}
