package io.dfs.common.api;

/**
 * What one round of rebalancing decided.
 *
 * @param plannedMoves replicas that will move
 * @param verdict for people: how even the nodes are and why nothing (more) moves
 */
public record BalanceRound(int plannedMoves, String verdict) {}
