package io.dfs.metadata.move;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a database is, and who opens it. */
record DatabaseAddress(String url, String user, String password) {

    /** Settings of H2 that decide who else may open the file, and how. */
    private static final Set<String> SHARING =
            Set.of("AUTO_SERVER", "AUTO_SERVER_PORT", "ACCESS_MODE_DATA", "IFEXISTS");

    Product product() {
        return Product.of(url);
    }

    /** H2 only: opened by this process alone. With AUTO_SERVER it would be opened through the service that is running on it. */
    DatabaseAddress alone(String... settings) {
        String kept = Stream.concat(
                        Arrays.stream(url.split(";", -1)).filter(part -> !SHARING.contains(nameOf(part))),
                        Arrays.stream(settings))
                .collect(Collectors.joining(";"));
        return new DatabaseAddress(kept, user, password);
    }

    private static String nameOf(String setting) {
        return setting.split("=", 2)[0].strip().toUpperCase(Locale.ROOT);
    }

    /** For people and logs: without settings and users, among which passwords may be. */
    static String withoutSettings(String url) {
        return url.split("[;?]", 2)[0].replaceFirst("//.*@", "//");
    }

    @Override
    public String toString() {
        return withoutSettings(url);
    }
}
