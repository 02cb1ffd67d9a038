package io.dfs.cli.session;

import java.util.regex.Pattern;

/**
 * What opens the cluster for us. Its value goes into requests, and nowhere else.
 *
 * @param value a token of dfs, or one that an identity provider gave, which may be long
 * @param from where it was found, for people
 */
record BearerToken(String value, String from) {

    static final int MAX_LENGTH = 8192;

    /** What RFC 6750 allows. */
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** White space around it, such as the line's end, does not belong to it. */
    static BearerToken parse(String text, String from) {
        String value = text.strip();
        if (value.isEmpty()) {
            throw unusable(from, "it is empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw unusable(from, "it is longer than %,d characters".formatted(MAX_LENGTH));
        }
        if (value.lines().count() > 1) {
            throw unusable(from, "it has several lines, and a token is one");
        }
        if (!SHAPE.matcher(value).matches()) {
            throw unusable(from, "it has characters that no token has");
        }
        return new BearerToken(value, from);
    }

    /** Without the text: it may be the token but for a slip. */
    private static UsageException unusable(String from, String why) {
        return new UsageException("the token from %s can't be used: %s".formatted(from, why));
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "BearerToken[from " + from + "]";
    }
}
