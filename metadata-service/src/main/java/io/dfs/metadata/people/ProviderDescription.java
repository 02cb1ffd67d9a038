package io.dfs.metadata.people;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Finds an identity provider's keys by its description (OpenID Connect Discovery 1.0, RFC 8414). */
record ProviderDescription(String issuer) implements Callable<JWKSet> {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_BYTES = 1 << 20;

    @Override
    public JWKSet call() throws IOException, ParseException {
        IOException none = new IOException("no description of %s was found".formatted(issuer));
        for (URI place : places(URI.create(issuer))) {
            try {
                return keys(JSONObjectUtils.parse(get(place)));
            } catch (IOException e) {
                none.addSuppressed(e);
            }
        }
        throw none;
    }

    private JWKSet keys(Map<String, Object> description) throws IOException, ParseException {
        if (!issuer.equals(description.get("issuer"))) {
            throw new IOException("the description is of %s".formatted(description.get("issuer")));
        }
        return JWKSet.parse(get(URI.create(String.valueOf(description.get("jwks_uri")))));
    }

    private static List<URI> places(URI issuer) {
        String path = issuer.getPath();
        String stem = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(
                issuer.resolve(stem + "/.well-known/openid-configuration"),
                issuer.resolve("/.well-known/openid-configuration" + stem),
                issuer.resolve("/.well-known/oauth-authorization-server" + stem));
    }

    private static String get(URI address) throws IOException {
        return new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES)
                .retrieveResource(address.toURL())
                .getContent();
    }
}
