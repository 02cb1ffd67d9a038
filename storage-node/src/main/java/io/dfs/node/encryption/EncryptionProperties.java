package io.dfs.node.encryption;

import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the encryption keys come from; empty texts stand for what is not set, and without either nothing is encrypted.
 *
 * @param keyFile one key per line; lines that are empty or begin with {@code #} say nothing
 * @param key the same lines, instead
 * @param plainChunks whether files are served that are not encrypted
 */
@ConfigurationProperties("dfs.encryption")
public record EncryptionProperties(String keyFile, String key, PlainChunks plainChunks) {

    @ConstructorBinding
    public EncryptionProperties(
            @DefaultValue("") String keyFile,
            @DefaultValue("") String key,
            @DefaultValue("read") PlainChunks plainChunks) {
        this.keyFile = keyFile;
        this.key = key;
        this.plainChunks = plainChunks;
    }

    EncryptionProperties(String keyFile, String key) {
        this(keyFile, key, PlainChunks.READ);
    }

    /** @throws StartRefusedException if a key is unreadable, malformed or weak; the message does not repeat it */
    public EncryptionKeys keys() {
        if (!key.isBlank() && !keyFile.isBlank()) {
            throw new StartRefusedException(
                    "DFS_ENCRYPTION_KEY and DFS_ENCRYPTION_KEY_FILE are both set: set one of them.");
        }
        if (plainChunks == PlainChunks.REFUSE) {
            if (keyFile.isBlank() && key.isBlank()) {
                throw new StartRefusedException(
                        "DFS_ENCRYPTION_PLAIN_CHUNKS is refuse and there is no key: set DFS_ENCRYPTION_KEY_FILE, too.");
            }
            return new EncryptionProperties(keyFile, key).keys().refusingPlain();
        }
        if (!keyFile.isBlank()) {
            return parse(read(), "the encryption key file " + keyFile);
        }
        return key.isBlank() ? EncryptionKeys.none() : parse(key.lines().toList(), "DFS_ENCRYPTION_KEY");
    }

    private List<String> read() {
        try {
            return Files.readAllLines(Path.of(keyFile));
        } catch (IOException e) {
            throw new StartRefusedException("The encryption key file %s can't be read: %s.".formatted(keyFile, e), e);
        }
    }

    private static EncryptionKeys parse(List<String> lines, String source) {
        List<EncryptionKey> keys = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                keys.add(parse(text, line + 1, source));
            }
        }
        if (keys.isEmpty()) {
            throw new StartRefusedException(
                    "There is no key in %s: make one with 'openssl rand -hex 32'.".formatted(source));
        }
        return new EncryptionKeys(keys);
    }

    private static EncryptionKey parse(String text, int line, String source) {
        try {
            return EncryptionKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("Line %d of %s is %s: make one with 'openssl rand -hex 32'."
                    .formatted(line, source, e.getMessage()));
        }
    }

    /** Keys do not go into logs. */
    @Override
    public String toString() {
        return "EncryptionProperties[keyFile=%s]".formatted(keyFile);
    }
}
