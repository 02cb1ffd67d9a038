package io.dfs.metadata.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The schema's migrations, for a database that is not the running service's own. */
public final class Migrations {

    private Migrations() {}

    /** As a starting service migrates, but also where a move has not finished. */
    public static Flyway of(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .callbacks(new UnicodeText())
                .load();
    }
}
