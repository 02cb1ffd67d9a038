package io.dfs.metadata.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Throws away a connection to a server that has become read-only, or is leaving its group: another one takes its place, and only a
 * new connection leads there. The pool makes it by name.
 */
public class FailoverEviction implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException e) {
        return DatabaseFault.isOtherServersTurn(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
