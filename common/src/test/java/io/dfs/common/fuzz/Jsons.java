package io.dfs.common.fuzz;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * JSON texts. Those of a record of the contract have its fields, found by reflection, so that a new record is tried without
 * anybody thinking of it: right shapes with wrong values, fields missing, twice or unknown, other types, deep and long ones.
 */
public final class Jsons {

    private static final int MOST_ELEMENTS = 1_200;

    private final Draw draw;
    private final Texts texts;
    private final Map<Class<?>, List<String>> known;
    private final int wrongPercent;

    /** @param known values that mean something to the service, by the type that they have in the contract */
    public Jsons(Draw draw, Map<Class<?>, List<String>> known) {
        this.draw = draw;
        this.texts = new Texts(draw);
        this.known = known;
        // Most values of a body must be right, or the first wrong one would hide what comes after it.
        this.wrongPercent = draw.of(0, 0, 2, 5, 20);
    }

    /** A body for an endpoint that takes such a value; damaged as bytes in one of five cases. */
    public byte[] body(Type type) {
        byte[] body = (draw.percent(3) ? weird() : value(type, 0)).getBytes(StandardCharsets.UTF_8);
        return draw.percent(20) ? new Bytes(draw).mutate(body) : body;
    }

    public String value(Type type, int depth) {
        if (draw.percent(wrongPercent)) {
            return draw.percent(50) ? weird() : "null";
        }
        return switch (type) {
            case ParameterizedType generic when generic.getRawType() == Map.class -> map(depth);
            case ParameterizedType generic
            when Collection.class.isAssignableFrom((Class<?>) generic.getRawType()) ->
                list(generic.getActualTypeArguments()[0], depth);
            case Class<?> plain when isObject(plain) -> object(plain, depth);
            case Class<?> plain -> leaf(plain);
            default -> weird();
        };
    }

    private boolean isObject(Class<?> type) {
        return type.isRecord() && !known.containsKey(type) && !isText(type);
    }

    /** Records that travel as a text. */
    private static boolean isText(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components.length == 1 && !type.getPackageName().endsWith(".api");
    }

    private String object(Class<?> type, int depth) {
        List<String> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (draw.percent(100 - wrongPercent)) {
                fields.add(quoted(component.getName()) + ":" + value(component.getGenericType(), depth + 1));
            }
        }
        if (!fields.isEmpty() && draw.percent(wrongPercent)) {
            fields.add(draw.of(fields));
        }
        if (draw.percent(5)) {
            fields.add(quoted(texts.text()) + ":" + weird());
        }
        if (draw.percent(20)) {
            Collections.shuffle(fields, new java.util.Random(draw.bits()));
        }
        return "{" + String.join(draw.of(",", ",", " , ", ",\n"), fields) + "}";
    }

    private String list(Type element, int depth) {
        int size = draw.percent(3) && depth < 2 ? draw.below(MOST_ELEMENTS) : draw.below(4);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(size > 10 && i > 0 && draw.percent(90) ? elements.getLast() : value(element, depth + 1));
        }
        return "[" + String.join(",", elements) + "]";
    }

    private String map(int depth) {
        List<String> fields = new ArrayList<>();
        for (int i = draw.size(100); i > 0; i--) {
            fields.add(quoted(texts.text()) + ":" + value(String.class, depth + 1));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String leaf(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return draw.of("true", "false");
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return draw.percent(60) ? Integer.toString(draw.below(10)) : texts.number();
        }
        return quoted(text(type));
    }

    /** What may stand for such a value in a query, a path or a JSON text: mostly one that is known. */
    public String text(Class<?> type) {
        List<String> right = known.getOrDefault(type, List.of());
        if (!right.isEmpty() && draw.percent(70)) {
            return draw.of(right);
        }
        if (type.isEnum()) {
            return draw.percent(90) ? draw.of(List.of(type.getEnumConstants())).toString() : texts.text();
        }
        return draw.percent(10) ? texts.text() : shaped(type);
    }

    private String shaped(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "FilePath" -> texts.path();
            case "Crc32c" ->
                draw.of("00000000", "%08x".formatted((int) draw.bits()), "0000000", "ABCDEF01", "0000000g");
            case "UUID", "ChunkId", "NodeId", "ClusterId" -> uuid();
            case "Instant" -> instant();
            case "int", "long", "Integer", "Long" -> texts.number();
            case "boolean", "Boolean" -> draw.of("true", "false", "perhaps", "");
            default -> texts.text();
        };
    }

    private String uuid() {
        UUID uuid = draw.uuid();
        return draw.of(
                uuid.toString(),
                uuid.toString(),
                uuid.toString().toUpperCase(java.util.Locale.ROOT),
                new UUID(0, 0).toString(),
                "1-1-1-1-1",
                uuid.toString().substring(1),
                uuid + "0");
    }

    private String instant() {
        return draw.of(
                Instant.ofEpochSecond(draw.below(Integer.MAX_VALUE)).toString(),
                "2026-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2026-02-30T00:00:00Z",
                "2026-01-01T00:00:00+14:00",
                "2026-01-01",
                "1e18",
                "now");
    }

    /** Any JSON, and some that is nearly. */
    public String weird() {
        return switch (draw.below(16)) {
            case 0 -> "null";
            case 1 -> draw.of("true", "false", "TRUE", "nul");
            case 2, 3, 4 -> texts.number();
            case 5, 6, 7 -> quoted(texts.text());
            case 8 -> "[]";
            case 9 -> "{}";
            case 10 -> "[" + weird() + "," + weird() + "]";
            case 11 -> "{" + quoted(texts.text()) + ":" + weird() + "}";
            case 12 -> draw.of("[", "{\"a\":", "[{\"a\":").repeat(draw.of(100, 499, 501, 1_001, 20_000));
            case 13 -> "[".repeat(draw.of(50, 999, 1_001)) + "]".repeat(draw.of(50, 999, 1_001));
            case 14 -> "[" + "0,".repeat(draw.size(20_000)) + "0]";
            default ->
                draw.of(
                        "",
                        " ",
                        "'a'",
                        "/* */ 1",
                        "// \n1",
                        "\ufeff{}",
                        "{a:1}",
                        "[1,]",
                        "{\"a\":1,}",
                        "\0",
                        "1 2",
                        "\"");
        };
    }

    /** Escaped where JSON needs it, and sometimes where it does not. */
    public String quoted(String text) {
        boolean escapeAll = draw.percent(5);
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || escapeAll || Character.isSurrogate(c)) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
