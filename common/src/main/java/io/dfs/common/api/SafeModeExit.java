package io.dfs.common.api;

/**
 * Ends safe mode.
 *
 * @param acceptRestoredDatabase that the database was restored from an older copy is known, and it is the truth from now on
 */
public record SafeModeExit(boolean acceptRestoredDatabase) {}
