package io.dfs.common.api;

/**
 * What was released, or would be.
 *
 * @param trashEntries entries whose time in the trash is over, and whose files are still to be taken apart
 * @param chunks that no file needs, and that are not in quarantine yet
 * @param chunkBytes of all their replicas
 * @param replicas on their way to quarantine, or in it
 * @param replicaBytes of those
 */
public record Released(long trashEntries, long chunks, long chunkBytes, long replicas, long replicaBytes) {}
