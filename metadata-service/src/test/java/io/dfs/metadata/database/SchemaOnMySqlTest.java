package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.support.OnMySql;
import org.junit.jupiter.api.Test;

@OnMySql
class SchemaOnMySqlTest extends SchemaContract {

    /** A group of servers takes no others, and managed servers often neither. */
    @Test
    void everyTableHasAPrimaryKeyAndIsInnoDb() {
        assertThat(jdbc.sql("""
                        SELECT t.table_name FROM information_schema.tables t
                         WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
                           AND (t.engine <> 'InnoDB' OR NOT EXISTS (
                               SELECT 1 FROM information_schema.table_constraints c
                                WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name
                                  AND c.constraint_type = 'PRIMARY KEY'))
                        """).query(String.class).list()).isEmpty();
    }
}
