package io.dfs.common.http;

/** The host names of addresses. */
public final class HostName {

    private HostName() {}

    /**
     * For messages: that an underscore is why the host of an address is none; empty if there is none in it. RFC 1123 allows none, and neither
     * do Java's addresses nor the services' web server.
     *
     * @param address {@code http://HOST:PORT/PATH}, or {@code HOST:PORT}
     */
    public static String underscore(String address) {
        int begin = address.indexOf("://") + 3;
        int end = begin < 3 ? -1 : address.indexOf('/', begin);
        String authority = begin < 3 ? address : address.substring(begin, end < 0 ? address.length() : end);
        return authority.contains("_")
                ? ": a host name must not have an underscore; use a name with '-', or an alias, or the IP address"
                : "";
    }
}
