package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
                .hasMessage("none of the servers a, b:3307, c takes writes now")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("a is read-only", "b:3307 is read-only", "refused"));
        assertThat(open).isZero();
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
