package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaDocumentTest {

    @Test
    void theDocumentedSchemaIsWhatTheMigrationsMake() throws IOException {
        StringBuilder migrations = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.sorted(Comparator.comparingInt(SchemaDocumentTest::version))
                    .toList()) {
                migrations.append(Files.readString(file));
            }
        }
        assertThat(Path.of("../docs/schema.sql")).hasContent(migrations.toString());
    }

    /** 11 of {@code V11__back_ups.sql} */
    private static int version(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
    }
}
