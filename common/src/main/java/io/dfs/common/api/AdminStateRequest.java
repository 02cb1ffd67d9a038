package io.dfs.common.api;

import org.jspecify.annotations.Nullable;

/**
 * @param state IN_SERVICE, MAINTENANCE or DRAINING; DRAINED is reached, not set
 * @param seconds how long a maintenance lasts; null for until someone ends it
 * @param force also if data is at risk by it
 */
public record AdminStateRequest(AdminState state, @Nullable Long seconds, boolean force) {}
