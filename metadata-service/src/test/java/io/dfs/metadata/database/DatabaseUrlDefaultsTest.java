package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class DatabaseUrlDefaultsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://db:3306/dfs",
                "jdbc:mysql://db:3306/dfs?",
                "jdbc:mysql://db/dfs?useSSL=true",
                "jdbc:mysql:replication://a,b/dfs?x=y"
            })
    void aShortMySqlUrlGetsWhatItNeeds(String url) {
        String complete = DatabaseUrlDefaults.complete(url);

        assertThat(complete)
                .startsWith(url)
                .contains("connectionTimeZone=UTC", "forceConnectionTimeZoneToSession=true")
                .contains("socketTimeout=10000", "innodb_lock_wait_timeout=5")
                .contains("rewriteBatchedStatements=true", "cachePrepStmts=true", "elideSetAutoCommits=true")
                .doesNotContain("?&", "&&");
        assertThat(complete.chars().filter(c -> c == '?')).hasSize(1);
    }

    @Test
    void whatTheUrlSetsStays() {
        String complete = DatabaseUrlDefaults.complete("jdbc:mysql://db/dfs?cacheprepstmts=false&socketTimeout=7");

        assertThat(complete)
                .contains("cacheprepstmts=false", "socketTimeout=7")
                .doesNotContain("cachePrepStmts=true", "socketTimeout=10000");
    }

    @Test
    void completingTwiceChangesNothing() {
        String once = DatabaseUrlDefaults.complete("jdbc:mysql://db/dfs");

        assertThat(DatabaseUrlDefaults.complete(once)).isEqualTo(once);
        String h2 = DatabaseUrlDefaults.complete("jdbc:h2:file:./data/x;WRITE_DELAY=0");
        assertThat(h2).isEqualTo("jdbc:h2:file:./data/x;WRITE_DELAY=0;MODE=MySQL;TIME ZONE=UTC;LOCK_TIMEOUT=10000");
        assertThat(DatabaseUrlDefaults.complete(h2)).isEqualTo(h2);
    }

    @Test
    void urlsOfOtherDatabasesStayAsTheyAre() {
        assertThat(DatabaseUrlDefaults.complete("jdbc:other://x")).isEqualTo("jdbc:other://x");
    }

    @Test
    void theEnvironmentsUrlIsCompleted() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("spring.datasource.url", "jdbc:mysql://db/dfs");
        environment.setProperty("spring.transaction.default-timeout", "2m");

        new DatabaseUrlDefaults().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("spring.datasource.url"))
                .contains("connectionTimeZone=UTC", "socketTimeout=60000");
    }

    @Test
    void severalServersAreForTheDriverThatFindsTheOneThatTakesWrites() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.datasource.url", "jdbc:mysql://db-1,db-2:3307,db-3/dfs?sslMode=REQUIRED");

        new DatabaseUrlDefaults().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("spring.datasource.url"))
                .startsWith("jdbc:mysql://db-1,db-2:3307,db-3/dfs?sslMode=REQUIRED&")
                .contains("connectionTimeZone=UTC");
        assertThat(environment.getProperty("spring.datasource.driver-class-name"))
                .isEqualTo(WritableServerDriver.class.getName());
        assertThat(environment.getProperty("spring.datasource.hikari.connection-test-query"))
                .contains("read_only");
    }

    @Test
    void oneServerIsForTheDriverOfMySql() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("spring.datasource.url", "jdbc:mysql://db/dfs?x=a,b");

        new DatabaseUrlDefaults().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("spring.datasource.driver-class-name"))
                .isNull();
    }
}
