package io.dfs.common.api;

import java.util.List;

/** One receipt per node that holds the chunk durably; without relay that is the one node asked. */
public record WriteResult(List<NodeReceipt> receipts, List<NodeFailure> failures) {}
