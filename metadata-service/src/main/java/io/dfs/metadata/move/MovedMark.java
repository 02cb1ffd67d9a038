package io.dfs.metadata.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A file beside that of an H2 database whose metadata was moved away: {@code metadata.moved} beside {@code metadata.mv.db}. */
record MovedMark(Path file) {

    private static final String TARGET = "moved-to: ";

    /** Beside the database that is open; nothing for one that has no file. */
    static Optional<MovedMark> beside(JdbcTemplate h2) {
        @Nullable String path = h2.queryForObject("SELECT DATABASE_PATH()", String.class);
        return Optional.ofNullable(path).map(base -> new MovedMark(Path.of(base + ".moved")));
    }

    /** Where the metadata is now. A mark that was not written completely is one, too. */
    Optional<String> target() {
        try {
            return Optional.of(Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(TARGET))
                    .map(line -> line.substring(TARGET.length()))
                    .findFirst()
                    .orElse("another database"));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be read".formatted(file), e);
        }
    }

    /** On return it is on the disk. */
    void write(String target) {
        String text = """
                The metadata of this cluster was moved from the database beside this file, and has changed since. No metadata service
                starts here while this file exists. To go back, without what was written since the move, delete it.
                %s%s
                moved-at: %s
                """.formatted(TARGET, target, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s can't be written, so the metadata stays where it was".formatted(file), e);
        }
    }
}
