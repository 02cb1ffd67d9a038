package io.dfs.metadata.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.hibernate.TransactionException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionTimedOutException;

/** What is wrong with the database when an exception came from there: something that passes without a change of ours. */
public enum DatabaseFault {
    /** Every connection of the pool was in use for as long as a request waits for one. */
    NO_FREE_CONNECTION,
    UNREACHABLE,
    /** It answers and stores nothing: its disk is full, or another server has taken its place. */
    REFUSES_WRITES,
    /** A statement or a transaction took longer than they may. */
    TOO_SLOW,
    /** Other transactions got in the way until patience ended. */
    CONTENTION;

    /** MySQL: no room in a table, on the disk or for a file, the operating system's error of that; read-only server. */
    private static final Set<Integer> WRITES_REFUSED = Set.of(1114, 1021, 1026, 3, 1290, 1792, 1836);

    /**
     * MySQL, of a server that another one is taking the place of: it shuts down, it is in offline mode, the group did not take the
     * transaction, it waits for what an earlier primary had acknowledged, the session was ended.
     */
    private static final Set<Integer> FAILS_OVER =
            Set.of(1053, 3032, 3100, 3169, 3781, 3782, 3783, 3796, 3797, 3798, 3799);

    /** Nothing if the exception is no fault of the database's. */
    public static Optional<DatabaseFault> of(Throwable thrown) {
        Optional<SQLTransientConnectionException> noConnection =
                CauseChain.first(thrown, SQLTransientConnectionException.class);
        if (noConnection.isPresent()) {
            // The pool tells why it could make no connection, if that was the reason.
            return Optional.of(noConnection.get().getCause() == null ? NO_FREE_CONNECTION : UNREACHABLE);
        }
        if (CauseChain.first(thrown, SQLNonTransientConnectionException.class).isPresent()
                || CauseChain.first(thrown, SQLRecoverableException.class).isPresent()
                || is(FAILS_OVER, thrown)
                || isClosedUnderneath(thrown)
                // A transaction that could be neither committed nor rolled back: its connection is gone.
                || CauseChain.first(thrown, TransactionException.class).isPresent()) {
            return Optional.of(UNREACHABLE);
        }
        if (is(WRITES_REFUSED, thrown)) {
            return Optional.of(REFUSES_WRITES);
        }
        if (CauseChain.first(thrown, TransactionTimedOutException.class).isPresent()) {
            return Optional.of(TOO_SLOW);
        }
        return switch (thrown) {
            case QueryTimeoutException e -> Optional.of(RetryCause.of(e).isPresent() ? CONTENTION : TOO_SLOW);
            case TransientDataAccessException _, DuplicateKeyException _ -> Optional.of(CONTENTION);
            default -> Optional.empty();
        };
    }

    /** A connection that breaks in the middle of a batch: the driver has closed its statements, and has no code for that. */
    private static boolean isClosedUnderneath(Throwable thrown) {
        return CauseChain.first(thrown, SQLException.class)
                .map(SQLException::getMessage)
                .filter(message -> message.startsWith("No operations allowed after statement closed"))
                .isPresent();
    }

    private static boolean is(Set<Integer> errors, Throwable thrown) {
        return CauseChain.first(thrown, SQLException.class)
                .filter(e -> errors.contains(e.getErrorCode()))
                .isPresent();
    }

    /** Whether a connection leads to a server that is not, or not for long, the one that takes writes. */
    static boolean isOtherServersTurn(SQLException e) {
        return e.getErrorCode() == 1290 || e.getErrorCode() == 1836 || FAILS_OVER.contains(e.getErrorCode());
    }
}
