package io.dfs.service.audit;

/** Where lines go. */
public interface AuditLog {

    /** Keeps the line as well as it can. Never throws: what was done is done, and its caller gets an answer. */
    void write(AuditLine line);
}
