package io.dfs.cli.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Text that came from elsewhere, made harmless: a name may hold escape sequences and line breaks. */
public final class TerminalText {

    private TerminalText() {}

    /**
     * A name as a person may copy it into a shell: the name itself, or, if it has characters that a terminal would obey or hide, in the
     * form {@code $'two\nlines'} of bash and zsh.
     */
    public static String safe(String name) {
        return name.codePoints().noneMatch(TerminalText::isHarmful) ? name : quoted(name);
    }

    /** A local file's name, byte for byte: what is not valid UTF-8 becomes {@code \xe9} within {@code $'…'}. */
    public static String name(Path file) {
        byte[] bytes = bytes(file);
        try {
            return safe(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return quoted(bytes);
        }
    }

    /** A sentence, in which names may stand: what a terminal would obey or hide is escaped, and nothing else is changed. */
    public static String line(String sentence) {
        StringBuilder line = new StringBuilder();
        sentence.codePoints().forEach(c -> {
            if (isHarmful(c)) {
                append(line, c);
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    private static String quoted(String name) {
        StringBuilder quoted = new StringBuilder("$'");
        name.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('\'').toString();
    }

    private static String quoted(byte[] name) {
        StringBuilder quoted = new StringBuilder("$'");
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            out.flip().codePoints().forEach(c -> append(quoted, c));
            out.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                quoted.append("\\x").append(HexFormat.of().toHexDigits(in.get()));
            }
            decoder.reset();
        }
        return quoted.append('\'').toString();
    }

    /** A {@link Path} keeps the bytes that it was read from; its text does not, but its URI does. */
    private static byte[] bytes(Path file) {
        String text = file.toString();
        if (text.indexOf('\uFFFD') < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String escaped = file.toUri().getRawPath();
        ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.put((byte) escaped.charAt(i));
            }
        }
        int length = bytes.position();
        boolean isDirectory = length > 1 && bytes.get(length - 1) == '/'; // the URI of one ends with a slash
        byte[] exact = new byte[isDirectory ? length - 1 : length];
        bytes.flip().get(exact);
        return exact;
    }

    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            case '\'', '\\' -> quoted.append('\\').appendCodePoint(c);
            default -> {
                if (!isHarmful(c)) {
                    quoted.appendCodePoint(c);
                } else if (c < 0x80) {
                    quoted.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                } else {
                    quoted.append(c > 0xFFFF ? "\\U" : "\\u")
                            .append(HexFormat.of().toHexDigits(c, c > 0xFFFF ? 8 : 4));
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
