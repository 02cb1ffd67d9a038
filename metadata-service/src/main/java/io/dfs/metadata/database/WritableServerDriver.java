package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connects to that one of several MySQL servers which takes writes: a URL such as {@code jdbc:mysql://a,b:3306,c/dfs} names the
 * members of a group, of which one is the primary and the others are read-only. The driver's own failover takes the first that
 * answers, whether it takes writes or not. The pool makes it by name.
 */
public final class WritableServerDriver implements Driver {

    private static final Pattern SEVERAL_HOSTS = Pattern.compile("(jdbc:mysql://)([^/?]*,[^/?]*)(.*)");

    private static final String IS_READ_ONLY = "@@GLOBAL.read_only OR @@GLOBAL.super_read_only";

    /** Fails on a server that is read-only: e to the power of 800 is out of range. */
    static final String TEST_QUERY = "SELECT EXP(800 * (%s))".formatted(IS_READ_ONLY);

    static {
        try {
            DriverManager.registerDriver(new WritableServerDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Makes a connection to one server. */
    interface Connector {
        Connection connect(String url, Properties properties) throws SQLException;
    }

    private final Connector connector;

    /** Which of the hosts took writes the last time: it is asked first. */
    private volatile int latest;

    public WritableServerDriver() {
        this(DriverManager::getConnection);
    }

    WritableServerDriver(Connector connector) {
        this.connector = connector;
    }

    /** Whether the URL names more than one server. */
    static boolean isFor(String url) {
        return SEVERAL_HOSTS.matcher(url).matches();
    }

    @Override
    public boolean acceptsURL(String url) {
        return isFor(url);
    }

    /** @throws SQLNonTransientConnectionException if none of the servers takes writes; it says of each why not */
    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Matcher parts = SEVERAL_HOSTS.matcher(url);
        if (!parts.matches()) {
            return null;
        }
        List<String> hosts = List.of(parts.group(2).split(",", -1));
        SQLException failure = new SQLNonTransientConnectionException(
                "none of the servers %s takes writes now".formatted(String.join(", ", hosts)), "08001");
        int first = latest;
        for (int i = 0; i < hosts.size(); i++) {
            int index = (first + i) % hosts.size();
            String host = hosts.get(index);
            try {
                Connection connection = writable(host, parts.group(1) + host + parts.group(3), properties);
                latest = index;
                return connection;
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private Connection writable(String host, String url, Properties properties) throws SQLException {
        Connection connection = connector.connect(url, properties);
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT " + IS_READ_ONLY)) {
            answer.next();
            if (!answer.getBoolean(1)) {
                return connection;
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        throw new SQLNonTransientConnectionException(host + " is read-only", "08001");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(WritableServerDriver.class.getName());
    }
}
