package io.dfs.metadata.node;

import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a node may say of itself. */
final class RegistrationRules {

    /** As in host names, with dots and underscores: safe in URLs, metrics, shells and logs. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

    private static final int MAX_URL_LENGTH = 1024;
    private static final int MAX_VERSION_LENGTH = 64;
    private static final int MAX_PATH_LENGTH = 4096;
    private static final int MAX_DETAIL_LENGTH = 1000;

    private RegistrationRules() {}

    /** @param httpsOnly whether chunks may only travel over HTTPS, so that a node must not have them sent to it in plain */
    static void check(NodeRegistration registration, boolean httpsOnly) {
        present("nodeId", registration.nodeId());
        present("space", registration.space());
        present("publicKey", registration.publicKey());
        checkName("name", registration.name());
        checkName("zone", registration.zone());
        checkVersion(present("version", registration.version()));
        checkUrl(present("advertisedUrl", registration.advertisedUrl()), httpsOnly);
        checkDisks(registration.disks());
    }

    /** @param disks null from a node of an older version */
    static void checkDisks(@Nullable List<NodeDisk> disks) {
        if (disks == null) {
            return;
        }
        if (disks.size() > Disks.MOST_DISKS) {
            throw invalid("the node tells of %d disks; the most is %d".formatted(disks.size(), Disks.MOST_DISKS));
        }
        for (NodeDisk disk : disks) {
            String path = present("the path of a disk", disk.path());
            if (path.isEmpty() || path.length() > MAX_PATH_LENGTH) {
                throw invalid("the path of a disk has %d characters; 1 to %d are allowed"
                        .formatted(path.length(), MAX_PATH_LENGTH));
            }
            NodeDisk.Condition condition = present("the condition of a disk", disk.condition());
            if (disk.id() == null && condition == NodeDisk.Condition.IN_USE) {
                throw invalid("the disk at %s is in use and has no id".formatted(shortened(path)));
            }
            if (disk.detail() != null && disk.detail().length() > MAX_DETAIL_LENGTH) {
                throw invalid("the detail of a disk has %d characters; the most is %d"
                        .formatted(disk.detail().length(), MAX_DETAIL_LENGTH));
            }
        }
    }

    private static void checkName(String field, @Nullable String name) {
        if (!NAME.matcher(present(field, name)).matches()) {
            throw invalid(("the node's %s '%s' is not usable: 1 to 63 of a-z, 0-9, '.', '_' and '-',"
                            + " with a letter or digit at both ends")
                    .formatted(field, shortened(name)));
        }
    }

    private static void checkVersion(String version) {
        if (version.isBlank() || version.length() > MAX_VERSION_LENGTH) {
            throw invalid("the node's version has %d characters; 1 to %d are allowed"
                    .formatted(version.length(), MAX_VERSION_LENGTH));
        }
    }

    private static void checkUrl(String url, boolean httpsOnly) {
        if (url.length() > MAX_URL_LENGTH) {
            throw invalid(
                    "the advertised URL has %d characters; the most is %d".formatted(url.length(), MAX_URL_LENGTH));
        }
        if (url.endsWith("/")) {
            throw invalid("the advertised URL %s ends in a slash: leave it out".formatted(url));
        }
        URI uri = parse(url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        if (!web || uri.getHost() == null || !bare) {
            throw invalid("the advertised URL %s is not one of a node: write for example http://host:7071%s"
                    .formatted(url, HostName.underscore(url)));
        }
        if (httpsOnly && !"https".equals(uri.getScheme())) {
            throw invalid(
                    "the advertised URL %s is plain HTTP, and this cluster speaks HTTPS: give the node a certificate (DFS_TLS_CERTIFICATE)"
                            .formatted(url));
        }
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw invalid("the advertised URL %s is malformed: %s".formatted(url, e.getReason()));
        }
    }

    private static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw invalid("the registration lacks %s".formatted(field));
        }
        return value;
    }

    static String shortened(@Nullable String text) {
        return text == null || text.length() <= 80 ? String.valueOf(text) : text.substring(0, 80) + "…";
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.INVALID_REQUEST, message);
    }
}
