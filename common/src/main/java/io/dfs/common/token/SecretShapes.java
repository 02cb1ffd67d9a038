package io.dfs.common.token;

import java.util.regex.Pattern;

/** Takes out of a text what looks like a token: somebody may have put one where a path or a name belongs. */
public final class SecretShapes {

    /** A person's token, or a JWT: tickets, receipts, tokens of services and of identity providers. */
    private static final Pattern SECRETS =
            Pattern.compile("(dfs_)[A-Za-z0-9_-]{40,}|eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private SecretShapes() {}

    /** The same text with {@code dfs_(secret)} or {@code eyJ(secret)} in the place of each. */
    public static String hidden(String text) {
        return SECRETS.matcher(text).replaceAll(match -> (match.group(1) == null ? "eyJ" : "dfs_") + "(secret)");
    }
}
