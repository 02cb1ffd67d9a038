package io.dfs.cli.session;

/** Text that came from elsewhere, made harmless: a name may hold escape sequences and line breaks. */
public final class TerminalText {

    private TerminalText() {}

    /** The text itself, or, if it has characters that a terminal would obey or hide, quoted with these escaped. */
    public static String safe(String text) {
        if (text.codePoints().noneMatch(TerminalText::isHarmful)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
            default -> {
                if (isHarmful(c)) {
                    quoted.append(c > 0xFFFF ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
                } else {
                    quoted.appendCodePoint(c);
                }
            }
        }
    }

    /** Control characters, and those that change the direction of text or take no room. */
    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != 0x200D && c != 0x200C; // joiners hold emoji and scripts together
            default -> false;
        };
    }
}
