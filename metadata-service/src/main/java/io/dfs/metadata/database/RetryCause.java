package io.dfs.metadata.database;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;

/** Why a transaction is repeated; the tag of the counter. */
enum RetryCause {
    DEADLOCK,
    LOCK_TIMEOUT,
    DUPLICATE_KEY,
    CHANGED_MEANWHILE,
    OTHER;

    private static final int MYSQL_LOCK_TIMEOUT = 1205;
    private static final int MYSQL_DEADLOCK = 1213;
    private static final int H2_DEADLOCK = 40001;
    private static final int H2_LOCK_TIMEOUT = 50200;

    /** Nothing for a statement that took too long by itself: the same once more would take as long. */
    static Optional<RetryCause> of(RuntimeException obstacle) {
        return switch (obstacle) {
            case ChangedMeanwhileException _ -> Optional.of(CHANGED_MEANWHILE);
            case DuplicateKeyException _ -> Optional.of(DUPLICATE_KEY);
            case QueryTimeoutException e -> Optional.of(ofVendor(e)).filter(cause -> cause != OTHER);
            default -> Optional.of(ofVendor(obstacle));
        };
    }

    private static RetryCause ofVendor(RuntimeException obstacle) {
        return CauseChain.first(obstacle, SQLException.class)
                .map(RetryCause::ofVendor)
                .orElse(OTHER);
    }

    private static RetryCause ofVendor(SQLException e) {
        return switch (e.getErrorCode()) {
            case MYSQL_DEADLOCK, H2_DEADLOCK -> DEADLOCK;
            case MYSQL_LOCK_TIMEOUT, H2_LOCK_TIMEOUT -> LOCK_TIMEOUT;
            default -> OTHER;
        };
    }

    /** {@code lock-timeout} */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
