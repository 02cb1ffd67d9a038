package io.dfs.common.api;

import io.dfs.common.id.NodeId;

/**
 * A client's complaint: this node was far slower than the others. A claim, and one client's link proves nothing: only several
 * clients together have an effect.
 *
 * @param bytesPerSecond what the node gave or took, at most
 * @param othersBytesPerSecond what others gave or took at the time
 */
public record SlowNodeReport(NodeId nodeId, long bytesPerSecond, long othersBytesPerSecond) {}
