package io.dfs.common.api;

/** @param worker who claims, for people who look at the work items */
public record RepairClaimRequest(String worker, int limit) {}
