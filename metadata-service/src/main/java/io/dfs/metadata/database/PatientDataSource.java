package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Connections whose statements take as long as they take: broken off by us, a change of a large table would be half done. */
public final class PatientDataSource extends DelegatingDataSource {

    PatientDataSource(DataSource target) {
        super(target);
    }

    /** Past the pool: each connection is a new one. The URL may be as short as the one in the service's settings. */
    public static DataSource of(String url, String user, String password) {
        String complete = DatabaseUrlDefaults.complete(url);
        return new PatientDataSource(
                WritableServerDriver.isFor(complete)
                        ? new SimpleDriverDataSource(new WritableServerDriver(), complete, user, password)
                        : new DriverManagerDataSource(complete, user, password));
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        // The pool undoes it when the connection is given back.
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }
}
