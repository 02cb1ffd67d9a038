package io.dfs.common.api;

/**
 * Something a person should look at.
 *
 * @param code stable, such as {@code UNREADABLE_CHUNKS}
 * @param subject what it is about, such as a node's name; empty for the cluster
 * @param message what is the matter, and what to do
 */
public record Alarm(Severity severity, String code, String subject, String message) {

    public enum Severity {
        WARNING,
        CRITICAL
    }
}
