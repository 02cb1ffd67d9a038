package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which of the supported databases this is, where it makes a difference. */
@Component
public class DatabaseProduct {

    private final boolean embedded;

    DatabaseProduct(JdbcTemplate jdbc) {
        this.embedded = Boolean.TRUE.equals(jdbc.execute((Connection connection) -> isH2(connection)));
    }

    /** For work before the service has its beans, or on another database. */
    public static boolean isH2(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("H2");
    }

    /** Whether it is H2 in the service's own process. */
    public boolean isEmbedded() {
        return embedded;
    }

    /**
     * Whether inserting a row locks the row that its foreign key names against changes until the end of the transaction.
     * InnoDB does that; H2 does not.
     */
    public boolean locksParentsOnInsert() {
        return !embedded;
    }
}
