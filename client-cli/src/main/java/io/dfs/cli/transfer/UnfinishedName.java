package io.dfs.cli.transfer;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names of the private directories in which files wait until they are complete: {@code .dfs-unfinished-} and 128 random
 * bits in hexadecimal. No one can guess the next one, and everybody can tell one when they see it.
 */
public final class UnfinishedName {

    private static final String PREFIX = ".dfs-unfinished-";
    private static final int RANDOM_BYTES = 16;
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private UnfinishedName() {}

    /** A name that no one has had. */
    public static String next() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    /** Whether a directory of this name holds an unfinished file of dfs, which is no part of a person's files. */
    public static boolean matches(String name) {
        return NAME.matcher(name).matches();
    }
}
