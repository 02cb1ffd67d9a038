package io.dfs.common.token;

/**
 * Takes out of a text what looks like a token: someone may have put one where a path or a name belongs. The texts come from
 * strangers, so all work here grows with a text's length and no faster.
 */
public final class SecretShapes {

    /** Longer ones are cut in a line of the log. */
    private static final int MAX_LOGGED_LENGTH = 1_000;

    /** A person's token has 43 characters after its scheme; one that was not copied whole is a secret still. */
    private static final String TOKEN = "dfs_";

    private static final int SHORTEST_TOKEN = 40;

    /** How each JWT begins: tickets, receipts, tokens of services and of identity providers. */
    private static final String JWT = "eyJ";

    private SecretShapes() {}

    /** The same text with {@code dfs_(secret)} or {@code eyJ(secret)} in the place of each. */
    public static String hidden(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = endOfWord(text, at);
            if (end == at) {
                out.append(text.charAt(at));
                at++;
            } else {
                at = appendWord(text, at, end, out);
            }
        }
        return out.toString();
    }

    /** As it may stand in a line of a log: without secrets and control characters, and not longer than a line should be. */
    public static String forLog(String text) {
        String hidden = hidden(text);
        boolean isLong = hidden.length() > MAX_LOGGED_LENGTH;
        StringBuilder out = new StringBuilder();
        for (char c : (isLong ? hidden.substring(0, MAX_LOGGED_LENGTH) : hidden).toCharArray()) {
            out.append(isMisleading(c) ? "\\u%04x".formatted((int) c) : c);
        }
        return isLong ? "%s… (%d characters)".formatted(out, text.length()) : out.toString();
    }

    /** Ends a line, moves a cursor, or turns the direction of writing. */
    private static boolean isMisleading(char c) {
        return Character.isISOControl(c)
                || switch (Character.getType(c)) {
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }

    /** Appends what a secret may stand in from {@code begin} on; returns where the text continues. */
    private static int appendWord(CharSequence text, int begin, int end, StringBuilder out) {
        String word = text.subSequence(begin, end).toString();
        int token = word.indexOf(TOKEN);
        int jwt = word.indexOf(JWT);
        int endOfJwt = jwt >= 0 && word.length() > jwt + JWT.length() ? endOfJwt(text, end) : -1;
        if (endOfJwt > 0) {
            out.append(word, 0, jwt).append(JWT).append("(secret)");
            return endOfJwt;
        }
        if (token >= 0 && word.length() - token >= TOKEN.length() + SHORTEST_TOKEN) {
            out.append(word, 0, token).append(TOKEN).append("(secret)");
            return end;
        }
        out.append(word);
        return end;
    }

    /** Where the second and third part end, if there are such after the first one; otherwise -1. */
    private static int endOfJwt(CharSequence text, int endOfFirst) {
        int endOfSecond = endOfPart(text, endOfFirst);
        return endOfSecond < 0 ? -1 : endOfPart(text, endOfSecond);
    }

    private static int endOfPart(CharSequence text, int dot) {
        if (dot >= text.length() || text.charAt(dot) != '.') {
            return -1;
        }
        int end = endOfWord(text, dot + 1);
        return end == dot + 1 ? -1 : end;
    }

    private static int endOfWord(CharSequence text, int begin) {
        int end = begin;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
