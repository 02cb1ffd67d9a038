package io.dfs.common.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Texts, names, paths and numbers that are at their limits, beyond, or nearly right. */
public final class Texts {

    private static final String[] NASTY = {
        "",
        " ",
        ".",
        "..",
        "...",
        "/",
        "//",
        "\0",
        "a\0b",
        "%",
        "%%",
        "%00",
        "%2e%2e",
        "%2f",
        "%252e",
        "%c0%af",
        "%ff",
        "\\",
        "..\\..",
        "~",
        "*",
        "?",
        "#",
        ";a=b",
        "a;b",
        "a b",
        "\t",
        "\r\n",
        "a\r\nX-Evil: 1",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\udc00",
        "\ud83d",
        "\ud83d\ude00",
        "e\u0301",
        "\u00e9",
        "\uffff",
        "<b>",
        "'",
        "\"",
        "' OR 1=1 --",
        "${x}",
        "#{1+1}",
        "{{7*7}}",
        "%s%n%d",
        "null",
        "true",
        "0",
        "-1",
        "NaN",
        "${jndi:ldap://x}",
        "[]",
        "{}",
        "@",
        ":",
        "=",
        "&",
        "+",
        "CON",
        "nul.",
        "a.",
        "\u0130",
        "\u00df",
        "\ud83c\udff3",
    };

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "2",
        "3",
        "16",
        "17",
        "255",
        "256",
        "1000",
        "1001",
        "65535",
        "65536",
        "1048576",
        "67108864",
        "1073741824",
        "1073741825",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967296",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1180591620717411303424",
        "1e3",
        "1e18",
        "1e19",
        "1e999",
        "-1e999",
        "1e-999",
        "1e1000000000",
        "0.5",
        "1.0",
        "1.9999",
        "00",
        "01",
        "+1",
        "0x10",
        "1_000",
        "1,5",
        "NaN",
        "Infinity",
        "-Infinity",
        ".5",
        "5.",
        "--1",
        "1e",
        "٣",
        "１",
    };

    private final Draw draw;

    public Texts(Draw draw) {
        this.draw = draw;
    }

    public String nasty() {
        return draw.of(NASTY);
    }

    /** Often short and harmless, else anything that a Java string can hold, up to 10,000 characters. */
    public String text() {
        return switch (draw.below(8)) {
            case 0, 1 -> word();
            case 2, 3 -> nasty();
            case 4 -> nasty() + nasty() + word();
            case 5 ->
                draw.of("a", "é", "\ud83d\ude00", "%", " ", "/").repeat(draw.of(63, 64, 65, 127, 128, 255, 256, 4096));
            case 6 -> anything(draw.size(200));
            default -> anything(draw.size(10_000));
        };
    }

    public String word() {
        return draw.of("a", "b", "docs", "x1", "Z", "ü", "日本", "new", "old") + (draw.percent(30) ? draw.below(20) : "");
    }

    private String anything(int length) {
        char[] characters = new char[length];
        int kind = draw.below(3);
        for (int i = 0; i < length; i++) {
            characters[i] = (char) draw.below(kind == 0 ? 0x80 : kind == 1 ? 0x800 : 0x1_0000);
        }
        return new String(characters);
    }

    /** Bytes that are UTF-8, nearly, or not at all: overlong forms, halves, surrogates. */
    public byte[] utf8() {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        return draw.percent(50) ? bytes : new Bytes(draw).mutate(bytes);
    }

    public String path() {
        return switch (draw.below(10)) {
            case 0, 1, 2, 3 -> path(1 + draw.below(4));
            case 4 -> "/" + word() + "/" + nasty();
            case 5 -> "/" + nasty() + "/" + word();
            case 6 -> path(draw.of(2, 50, 1_500, 2_048, 2_100));
            case 7 -> "/" + draw.of("n", "é", "\ud83d\ude00").repeat(draw.of(63, 64, 127, 128, 255, 256, 2_600, 5_000));
            case 8 -> text();
            default -> "/" + text();
        };
    }

    private String path(int names) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < names; i++) {
            path.append('/').append(names > 10 ? "a" : word());
        }
        return path.toString();
    }

    public String number() {
        return switch (draw.below(4)) {
            case 0 -> Integer.toString(draw.below(100));
            case 1 -> Long.toString(draw.bits() >> draw.below(64));
            default -> draw.of(NUMBERS);
        };
    }

    /** As it may stand in a request's target: encoded well, twice, partly, wrongly, or not at all. */
    public String encoded(String text) {
        return switch (draw.below(10)) {
            case 0 -> printable(text);
            case 1 -> percentEncoded(percentEncoded(text));
            case 2 -> text.chars().mapToObj("%%%02x"::formatted).reduce("", String::concat);
            case 3 ->
                percentEncoded(text) + draw.of("%", "%4", "%zz", "%u0041", "%00", "%c0%af", "%e0%80%af", "%ed%a0%80");
            case 4 -> latin1(new Bytes(draw).mutate(percentEncoded(text).getBytes(StandardCharsets.UTF_8)));
            default -> percentEncoded(text);
        };
    }

    public static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || "-._~/".indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xFF));
            }
        }
        return encoded.toString();
    }

    private static String printable(String text) {
        return text.replaceAll("[^!-~]", "_").toLowerCase(Locale.ROOT);
    }

    /** One character per byte, as heads of requests are written. */
    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Something like {@code 7MiB}. */
    public String size() {
        return draw.percent(20)
                ? text()
                : number() + draw.of("", " ", ".5") + draw.of("", "B", "K", "kB", "MiB", "g", "TB", "EiB", "x");
    }

    public String address() {
        return draw.percent(30)
                ? text()
                : draw.of("http", "https", "ftp", "", "HTTP")
                        + draw.of("://", ":", "//", ":///")
                        + draw.of("localhost", "[::1]", "[::1", "a_b", "-", "127.0.0.1", "x".repeat(300), nasty())
                        + draw.of("", ":7070", ":-1", ":99999", ":x", ":")
                        + draw.of("", "/", ",", ",,", " ,", "/p?q#f")
                        + draw.of("", nasty());
    }
}
