package io.dfs.metadata.people;

import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Where the first admin's token lies. */
final class AdminTokenFile {

    private final Path file;

    AdminTokenFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Nothing if there is no such file. */
    Optional<TokenSecret> read() {
        try {
            return Optional.of(parse(Files.readString(file), file.toString()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StartRefusedException("The admin token's file %s can't be read: %s.".formatted(file, e), e);
        }
    }

    static TokenSecret parse(String text, String from) {
        try {
            return new TokenSecret(text.strip());
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(
                    "%s holds no admin token: %s. Make one with 'echo dfs_$(openssl rand -base64 32 | tr +/ -_ | tr -d =)'."
                            .formatted(from, e.getMessage()),
                    e);
        }
    }

    /** On return it is on the disk, and readable for this user only. */
    Path write(TokenSecret secret) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(next);
            try (FileChannel channel = FileChannel.open(
                    next,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(ByteBuffer.wrap((secret.value() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The first admin's token can't be written to %s: %s. Set DFS_ADMIN_TOKEN_FILE to a place where this user may write, or give the token by DFS_ADMIN_TOKEN."
                            .formatted(file, e),
                    e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "%s holds a token that is worth nothing and can't be removed: %s.".formatted(file, e), e);
        }
    }
}
