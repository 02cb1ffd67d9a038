package io.dfs.metadata.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The schema's migrations, for a database that is not the running service's own. */
public final class Migrations {

    private Migrations() {}

    /** With the settings that a starting service has. */
    public static Flyway of(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .callbacks(new UnicodeText())
                .load();
    }
}
