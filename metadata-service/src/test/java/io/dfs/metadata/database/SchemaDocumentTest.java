package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaDocumentTest {

    @Test
    void theDocumentedSchemaIsWhatTheMigrationsMake() throws IOException {
        assertThat(Path.of("../docs/schema.sql")).hasContent(migrations());
    }

    /** A table that is not among them could keep a character set that does not hold every text. */
    @Test
    void everyTableOfTheMigrationsIsKnownToBeOurs() throws IOException {
        Set<String> made = names("CREATE TABLE (\\w+)");
        made.removeAll(names("DROP TABLE (\\w+)"));

        assertThat(UnicodeText.OWN_TABLES).isEqualTo(made);
    }

    private static Set<String> names(String statement) throws IOException {
        return Pattern.compile(statement)
                .matcher(migrations())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String migrations() throws IOException {
        StringBuilder migrations = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.sorted(Comparator.comparingInt(SchemaDocumentTest::version))
                    .toList()) {
                migrations.append(Files.readString(file));
            }
        }
        return migrations.toString();
    }

    /** 11 of {@code V11__back_ups.sql} */
    private static int version(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
    }
}
