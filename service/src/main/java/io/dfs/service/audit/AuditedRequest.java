package io.dfs.service.audit;

/**
 * @param action method and endpoint, such as {@code DELETE /api/v1/files}
 */
public record AuditedRequest(Kind kind, String action) {

    public enum Kind {
        /** Changes something because someone wanted it: always in the log. */
        CHANGE,
        /** What programs do without a pause: in the log only if it was refused. */
        ROUTINE,
        /** Changes nothing: in the log if it was refused, or if reads are wanted in it. */
        READ
    }
}
