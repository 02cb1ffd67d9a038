package io.dfs.common.tls;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files a program's TLS is made of, all PEM.
 *
 * @param certificate what the program shows: its own certificate and then those between it and the authority
 * @param privateKey the certificate's key, PKCS#8 without a password
 * @param ca the authorities that are trusted, and no others; null for those that Java trusts
 */
public record TlsSettings(
        @Nullable Path certificate,
        @Nullable Path privateKey,
        @Nullable Path ca) {

    /** No certificate of its own, and Java's authorities. */
    public static final TlsSettings NONE = new TlsSettings(null, null, null);

    /** As settings tell it; empty text counts as not given. */
    public static TlsSettings of(@Nullable String certificate, @Nullable String privateKey, @Nullable String ca) {
        return new TlsSettings(path(certificate), path(privateKey), path(ca));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isBlank() ? null : Path.of(text.strip());
    }

    /** Those that are given. */
    Stream<Path> files() {
        return Stream.of(certificate, privateKey, ca).mapMulti((file, given) -> {
            if (file != null) {
                given.accept(file);
            }
        });
    }
}
