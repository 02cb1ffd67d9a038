package io.dfs.cli.node;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.NodeList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "nodes", description = "List the storage nodes: health, state, last heartbeat, room.")
public final class NodesCommand implements Callable<Integer> {

    private final Invocation invocation;

    public NodesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            NodeList nodes = session.metadata().nodes();
            if (invocation.options().json()) {
                invocation.printJson(nodes);
            } else {
                NodeTable.print(nodes.nodes(), invocation);
            }
            return 0;
        }
    }
}
