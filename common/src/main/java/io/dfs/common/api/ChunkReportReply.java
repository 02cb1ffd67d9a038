package io.dfs.common.api;

/**
 * What a page changed.
 *
 * @param adopted known chunks that were not recorded on this node; they count once the node has verified them
 * @param missing recorded replicas that the node does not have
 * @param unknown chunks that the metadata does not know: claims only, until they are old
 */
public record ChunkReportReply(int adopted, int missing, int unknown) {}
