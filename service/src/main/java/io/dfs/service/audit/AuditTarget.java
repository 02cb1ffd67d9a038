package io.dfs.service.audit;

import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request was about.
 *
 * @param text for people, at most {@value #MAX_LENGTH} characters
 * @param path the path; of several the deepest directory that all lie below; null for what is no path
 * @param paths how many paths there are
 */
public record AuditTarget(String text, @Nullable FilePath path, int paths) {

    static final int MAX_LENGTH = 4096;

    private static final int PATHS_IN_FULL = 3;

    /** Of each path, if there are several. */
    private static final int MAX_PATH_LENGTH = 512;

    private static final int MAX_NAME_LENGTH = 256;

    public AuditTarget {
        text = cut(text, MAX_LENGTH);
    }

    public static AuditTarget of(FilePath path) {
        return new AuditTarget(path.toString(), path, 1);
    }

    /** @return null for none */
    public static @Nullable AuditTarget of(List<FilePath> paths) {
        if (paths.size() < 2) {
            return paths.isEmpty() ? null : of(paths.getFirst());
        }
        String first = paths.stream()
                .limit(PATHS_IN_FULL)
                .map(path -> cut(path.toString(), MAX_PATH_LENGTH))
                .collect(Collectors.joining(", "));
        int more = paths.size() - PATHS_IN_FULL;
        return new AuditTarget(
                more > 0 ? "%s and %d more".formatted(first, more) : first, commonDirectory(paths), paths.size());
    }

    /** A node, a token, a chunk, or what someone took for a path. */
    public static AuditTarget named(String name) {
        return new AuditTarget(cut(name, MAX_NAME_LENGTH), null, 0);
    }

    private static FilePath commonDirectory(List<FilePath> paths) {
        List<String> common = paths.getFirst().names();
        for (FilePath path : paths) {
            int depth = 0;
            int most = Math.min(common.size(), path.names().size());
            while (depth < most && common.get(depth).equals(path.names().get(depth))) {
                depth++;
            }
            common = common.subList(0, depth);
        }
        return new FilePath(common);
    }

    /** No character is cut in two. */
    static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = maxLength - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
