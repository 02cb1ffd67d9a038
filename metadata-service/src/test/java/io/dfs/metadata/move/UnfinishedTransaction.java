package io.dfs.metadata.move;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A process that has a database of H2 open, in the middle of a large transaction. Ends with its input. */
final class UnfinishedTransaction {

    private UnfinishedTransaction() {}

    /** @param arguments the URL of the database */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(arguments[0], "dfs", "");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)"
                            + " SELECT RANDOM_UUID(), RANDOM_UUID(), CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM SYSTEM_RANGE(1, 200000)");
            System.out.println("open");
            int _ = System.in.read();
        }
    }
}
