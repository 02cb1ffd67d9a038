package io.dfs.common.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a program's connections trust and what they show. Files that have changed are read again for the next connection; if
 * they can't be used, those read before stay in use, and the log says so once. Thread-safe.
 */
public final class ClientTls {

    private static final Logger log = LoggerFactory.getLogger(ClientTls.class);

    private final TlsSettings settings;
    private List<Version> seen;
    private TlsMaterial material;
    private @Nullable SSLContext context;

    /** One file as it was when it was looked at; null for what can't be told. */
    private record Version(
            Path file,
            @Nullable FileTime modified,
            long lengthBytes,
            @Nullable Object inode) {

        /** Follows links, which is how Kubernetes replaces files. */
        static Version of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Version(file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return new Version(file, null, -1, null);
            }
        }
    }

    /** @throws TlsMaterialException if the files can't be used */
    public ClientTls(TlsSettings settings) {
        this.settings = settings;
        this.seen = versions();
        this.material = TlsMaterial.read(settings);
    }

    /** No certificate of its own, and Java's authorities. */
    public static ClientTls ofJava() {
        return new ClientTls(TlsSettings.NONE);
    }

    /** For the next connection: the same object as long as nothing has changed. */
    public synchronized SSLContext context() {
        refresh();
        if (context == null) {
            context = material.context();
        }
        return context;
    }

    /** What the files held when they could last be used. */
    public synchronized TlsMaterial material() {
        refresh();
        return material;
    }

    private void refresh() {
        List<Version> now = versions();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            TlsMaterial next = TlsMaterial.read(settings);
            context = next.context();
            material = next;
            log.info(
                    "read changed TLS files{}",
                    next.expiresAt().map(end -> ": the certificate ends " + end).orElse(""));
        } catch (TlsMaterialException e) {
            log.warn(
                    "the TLS files have changed and can't be used, so those read before stay in use: {}",
                    e.getMessage());
        }
    }

    private List<Version> versions() {
        return settings.files().map(Version::of).toList();
    }
}
