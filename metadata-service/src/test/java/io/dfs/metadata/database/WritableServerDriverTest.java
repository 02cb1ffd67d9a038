package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritableServerDriverTest {

    private static final String URL = "jdbc:mysql://a,b:3307,c/dfs?x=1";

    private final List<String> asked = new ArrayList<>();
    private final Set<String> dead = new HashSet<>();
    private String primary = "a";
    private int open;

    private final WritableServerDriver driver = new WritableServerDriver((url, _) -> {
        String host = url.replaceFirst("jdbc:mysql://([^/]+)/dfs\\?x=1", "$1");
        asked.add(host);
        if (dead.contains(host)) {
            throw new SQLException("refused");
        }
        open++;
        return server(!host.equals(primary));
    });

    @Test
    void theServerThatTakesWritesIsFoundAndAskedFirstTheNextTime() throws SQLException {
        primary = "b:3307";

        driver.connect(URL, new Properties());
        driver.connect(URL, new Properties());

        assertThat(asked).containsExactly("a", "b:3307", "b:3307");
        assertThat(open).as("connections to others are closed").isEqualTo(2);
    }

    @Test
    void afterAFailoverTheNewOneIsFound() throws SQLException {
        driver.connect(URL, new Properties());
        dead.add("a");
        primary = "c";

        driver.connect(URL, new Properties());

        assertThat(asked).containsExactly("a", "a", "b:3307", "c");
    }

    @Test
    void whyNoneCanBeUsedIsSaidOfEach() {
        primary = "none";
        dead.add("c");

        assertThatThrownBy(() -> driver.connect(URL, new Properties()))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessage(
                        "none of the servers takes writes now: a: it is read-only; b:3307: it is read-only; c: refused")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(3));
        assertThat(open).isZero();
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        WritableServerDriver refused = new WritableServerDriver((_, _) -> {
            throw new SQLException("Access denied for user 'dfs'@'10.0.0.1' (using password: YES)", "28000", 1045);
        });

        assertThatThrownBy(() -> refused.connect(URL, new Properties()))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageStartingWith("no server that takes writes accepts the user and password (DFS_DATABASE_USER,")
                .hasMessageContaining("a: Access denied for user 'dfs'")
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("28000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://(host=a,port=3306)/dfs",
                "jdbc:mysql://address=(host=a)(port=3306)/dfs",
                "jdbc:mysql://[2001:db8::1]:3306/dfs",
                "jdbc:mysql://a/dfs?sessionVariables=x=1,y=2",
                "jdbc:mysql://a:3306?x=b,c",
                "jdbc:mysql:loadbalance://a,b/dfs"
            })
    void oneServerInEveryNotationIsForTheDriverOfMySql(String url) throws SQLException {
        assertThat(WritableServerDriver.isFor(url)).isFalse();
        assertThat(driver.connect(url, new Properties())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://a,b",
                "jdbc:mysql://a:3306,b:3307/dfs?x=1",
                "jdbc:mysql://[2001:db8::1]:3306,[2001:db8::2]/dfs"
            })
    void severalServersAreItsBusiness(String url) {
        assertThat(WritableServerDriver.isFor(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://(host=a,port=3306),(host=b,port=3306)/dfs",
                "jdbc:mysql://address=(host=a)(port=3306),address=(host=b)(port=3306)/dfs",
                "jdbc:mysql://me:secret@[a:3306,b:3306]/dfs",
                "jdbc:mysql://me:secret,secret@a/dfs",
                "jdbc:mysql://me:secret@a,b/dfs"
            })
    void severalServersInAnotherNotationAreRefusedWithoutShowingAPassword(String url) {
        assertThatThrownBy(() -> WritableServerDriver.isFor(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write jdbc:mysql://db-1:3306,db-2:3306/dfs")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aUrlWithOneServerIsNotItsBusiness() throws SQLException {
        assertThat(driver.acceptsURL("jdbc:mysql://a/dfs?x=b,c")).isFalse();
        assertThat(driver.connect("jdbc:mysql://a/dfs", new Properties())).isNull();
    }

    private Connection server(boolean readOnly) {
        ResultSet answer = answering(ResultSet.class, Map.of("next", true, "getBoolean", readOnly));
        Statement statement = answering(Statement.class, Map.of("executeQuery", answer));
        return answering(Connection.class, Map.of("createStatement", statement));
    }

    private <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, _) -> {
            if (type == Connection.class && method.getName().equals("close")) {
                open--;
            }
            return answers.get(method.getName());
        }));
    }
}
