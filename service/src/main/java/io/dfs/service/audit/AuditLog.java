package io.dfs.service.audit;

/** Where lines go. */
public interface AuditLog {

    /** Keeps the line as well as it can. Never throws: what was done is done, and whoever did it gets his answer. */
    void write(AuditLine line);
}
