package io.dfs.common.api;

import io.dfs.common.id.ClusterId;

/**
 * @param epoch counts the node's registrations; a heartbeat of an older one is refused
 * @param heartbeatIntervalMillis how often the service wants to hear from the node
 */
public record NodeRegistered(ClusterId clusterId, long epoch, long heartbeatIntervalMillis) {}
