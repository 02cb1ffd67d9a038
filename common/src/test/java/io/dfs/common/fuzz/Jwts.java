package io.dfs.common.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tokens that are good, damaged, forged, or signed well with claims that no program of ours makes. */
public final class Jwts {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Draw draw;
    private final Texts texts;
    private final Jsons jsons;
    private final Forge forge;

    public Jwts(Draw draw, Forge forge) {
        this.draw = draw;
        this.texts = new Texts(draw);
        this.jsons = new Jsons(draw, Map.of());
        this.forge = forge;
    }

    /**
     * One that is like the good one, but for something.
     *
     * @param kind as {@link Forge#sign} takes it
     */
    public String like(String kind, String good) {
        String[] parts = good.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return switch (draw.below(12)) {
            case 0 -> Texts.latin1(new Bytes(draw).mutate(good.getBytes(StandardCharsets.ISO_8859_1)));
            case 1 -> good.substring(0, draw.below(good.length()));
            case 2 -> Forge.base64(header()) + "." + parts[1] + "." + draw.of("", parts[2]);
            case 3 -> forge.sign(kind, header(), claims);
            case 4 -> forge.sign(otherKind(), forge.header(), claims);
            case 5 -> parts[0] + "." + Forge.base64(changed(claims)) + "." + parts[2];
            case 6 -> forge.sign(kind, forge.header(), good);
            case 7 -> forge.sign(kind, forge.header(), jsons.weird());
            case 8 -> pieces(parts);
            default -> forge.sign(kind, forge.header(), changed(claims));
        };
    }

    private String otherKind() {
        return draw.of("ticket", "receipt", "service token", "");
    }

    private String header() {
        String algorithm =
                draw.of("HS256", "HS256", "none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA", "XX", "");
        String keyId = draw.of(
                forge.keyId(),
                forge.keyId(),
                "",
                "../../etc/x",
                "' OR 1=1",
                forge.keyId() + "\\u0000",
                "k".repeat(5_000));
        String more = draw.of(
                "",
                "",
                ",\"typ\":\"JWT\"",
                ",\"cty\":\"JWT\"",
                ",\"crit\":[\"b64\"],\"b64\":false",
                ",\"crit\":[\"x\"]",
                ",\"jku\":\"http://127.0.0.1:1/k\"",
                ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}",
                ",\"x5c\":[\"AA\"]",
                ",\"zip\":\"DEF\"",
                ",\"alg\":\"none\"",
                ",\"kid\":7",
                ",\"enc\":\"A128GCM\"");
        return draw.percent(10) ? jsons.weird() : "{\"kid\":\"%s\",\"alg\":\"%s\"%s}".formatted(keyId, algorithm, more);
    }

    /** One or two of the claims have other values, are gone, or stand there twice. */
    private String changed(String claims) {
        Map<String, String> fields = new LinkedHashMap<>();
        MAPPER.readTree(claims)
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().toString()));
        List<String> names = new ArrayList<>(fields.keySet());
        for (int i = draw.below(2); i >= 0; i--) {
            String name = draw.of(names);
            switch (draw.below(6)) {
                case 0 -> fields.remove(name);
                case 1 -> fields.put(name, "null");
                case 2 -> fields.put(name, texts.number());
                case 3 -> fields.put(draw.of("aud", "nbf", "iat", "exp", "sub", "iss", "jti", "x"), jsons.weird());
                case 4 ->
                    fields.put(name, jsons.quoted(draw.percent(50) ? texts.text() : "x".repeat(draw.below(9_000))));
                default -> fields.put(name, jsons.weird());
            }
        }
        List<String> texts = new ArrayList<>();
        fields.forEach((name, value) -> texts.add(jsons.quoted(name) + ":" + value));
        return "{" + String.join(",", texts) + (draw.percent(5) && !texts.isEmpty() ? "," + texts.getFirst() : "")
                + "}";
    }

    private String pieces(String[] parts) {
        List<String> pieces = new ArrayList<>();
        for (int i = draw.below(6); i > 0; i--) {
            pieces.add(
                    draw.percent(70)
                            ? draw.of(parts)
                            : draw.of("", "=", "e30", "e30=", "AAAA", "*", Forge.base64(jsons.weird())));
        }
        return String.join(".", pieces);
    }
}
