package io.dfs.cli.transfer;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.error.DfsException;

/** Tells the service of slow nodes, so that it places fewer chunks on them when other clients say the same. */
public final class SlowNodeReports {

    private final MetadataApi metadata;

    /** @param metadata with little patience: a complaint must not hold up a transfer */
    public SlowNodeReports(MetadataApi metadata) {
        this.metadata = metadata;
    }

    public void report(NodeAddress node, double bytesPerSecond, double othersBytesPerSecond) {
        try {
            metadata.reportSlowNode(new SlowNodeReport(node.id(), (long) bytesPerSecond, (long) othersBytesPerSecond));
        } catch (DfsException _) {
            // The command has turned to other nodes already, and a service of an older version takes no such report.
        }
    }
}
