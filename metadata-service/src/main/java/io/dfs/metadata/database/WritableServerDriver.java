package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connects to that one of several MySQL servers which takes writes: a URL such as {@code jdbc:mysql://a,b:3306,c/dfs} names the
 * members of a group, of which one is the primary and the others are read-only. The driver's own failover takes the first that
 * answers, whether it takes writes or not. The pool makes it by name.
 */
public final class WritableServerDriver implements Driver {

    /** A name or an address, that of IPv6 in brackets, and a port. */
    private static final String HOST = "(?:[^,/?()\\[\\]=@:]+|\\[[0-9A-Fa-f:.%]+])(?::[0-9]+)?";

    private static final Pattern SEVERAL_HOSTS =
            Pattern.compile("(jdbc:mysql://)(%s(?:,%s)+)([/?].*)?".formatted(HOST, HOST));

    /** What the driver of MySQL takes for several servers as well, and this one does not read: (host=a),(host=b) or user@[a,b]. */
    private static final Pattern OTHER_NOTATION = Pattern.compile(
            "jdbc:mysql://(?:.*\\bhost=.*\\bhost=|[^/?]*\\[[^]/?]*,|[^/?(]*,).*", Pattern.CASE_INSENSITIVE);

    private static final String IS_READ_ONLY = "@@GLOBAL.read_only OR @@GLOBAL.super_read_only";

    /** Fails on a server that is read-only: e to the power of 800 is out of range. */
    static final String TEST_QUERY = "SELECT EXP(800 * (%s))".formatted(IS_READ_ONLY);

    /** The SQL state of a wrong user or password. */
    private static final String REFUSED_USER = "28000";

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

    /**
     * Whether the URL names more than one server.
     *
     * @throws IllegalArgumentException if it does so in a notation in which the primary would not be looked for
     */
    static boolean isFor(String url) {
        if (SEVERAL_HOSTS.matcher(url).matches()) {
            return true;
        }
        if (OTHER_NOTATION.matcher(url).matches()) {
            // Without the URL: it may hold a password.
            throw new IllegalArgumentException(
                    "the database URL (DFS_DATABASE_URL) names several servers in a notation that dfs does not read: write"
                            + " jdbc:mysql://db-1:3306,db-2:3306/dfs, and the user and password in DFS_DATABASE_USER and"
                            + " DFS_DATABASE_PASSWORD");
        }
        return false;
    }

    @Override
    public boolean acceptsURL(String url) {
        return SEVERAL_HOSTS.matcher(url).matches();
    }

    /**
     * @throws SQLException if none of the servers takes writes; it says of each why not. With the SQL state of a refused user, if
     *     that is why none is found
     */
    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Matcher parts = SEVERAL_HOSTS.matcher(url);
        if (!parts.matches()) {
            return null;
        }
        List<String> hosts = List.of(parts.group(2).split(",", -1));
        String rest = parts.group(3) == null ? "" : parts.group(3);
        Map<String, SQLException> failures = new LinkedHashMap<>();
        int first = latest;
        for (int i = 0; i < hosts.size(); i++) {
            int index = (first + i) % hosts.size();
            String host = hosts.get(index);
            try {
                Connection connection = writable(parts.group(1) + host + rest, properties);
                latest = index;
                return connection;
            } catch (SQLException e) {
                failures.put(host, e);
            }
        }
        throw failure(failures);
    }

    private static SQLException failure(Map<String, SQLException> failures) {
        String reasons = failures.entrySet().stream()
                .map(failure ->
                        "%s: %s".formatted(failure.getKey(), failure.getValue().getMessage()))
                .collect(Collectors.joining("; "));
        boolean refused = failures.values().stream().anyMatch(WritableServerDriver::refusesTheUser);
        SQLException failure = refused
                ? new SQLInvalidAuthorizationSpecException(
                        "no server that takes writes accepts the user and password (DFS_DATABASE_USER, DFS_DATABASE_PASSWORD): "
                                + reasons,
                        REFUSED_USER)
                : new SQLNonTransientConnectionException("none of the servers takes writes now: " + reasons, "08001");
        failures.values().forEach(failure::addSuppressed);
        return failure;
    }

    private static boolean refusesTheUser(SQLException failure) {
        return REFUSED_USER.equals(failure.getSQLState());
    }

    private Connection writable(String url, Properties properties) throws SQLException {
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
        throw new SQLNonTransientConnectionException("it is read-only", "08001");
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
