package io.dfs.common.api;

/**
 * Bytes on their way out: each step comes after the one before. Trash counts a file's bytes once, all others each replica's.
 *
 * @param trashBytes removed or overwritten, can be undeleted
 * @param unreferencedBytes no file needs them any more
 * @param orphanChunks held by nodes and unknown to the metadata: claims only
 * @param quarantinedBytes off the service, kept until the quarantine is over
 */
public record WaitingBytes(
        long trashFiles,
        long trashBytes,
        long unreferencedChunks,
        long unreferencedBytes,
        long orphanChunks,
        long requestedRemovals,
        long quarantinedReplicas,
        long quarantinedBytes) {}
