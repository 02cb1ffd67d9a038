package io.dfs.cli.session;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The client's configuration file as it is now: lines {@code KEY=VALUE}.
 *
 * @param path where it is, or would be
 */
record ConfigurationFile(Path path, Properties properties) {

    /** One that does not exist is empty, unless somebody named it. */
    static ConfigurationFile of(Environment environment) {
        Path file = environment.configurationFile();
        Properties properties = new Properties();
        if (!Files.exists(file)) {
            if (environment.variable("DFS_CONFIG") != null) {
                throw new UsageException("DFS_CONFIG names %s, which does not exist".formatted(file));
            }
            return new ConfigurationFile(file, properties);
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the configuration file %s can't be read: %s".formatted(file, e.getMessage()));
        }
        return new ConfigurationFile(file, properties);
    }

    @Nullable
    String value(String key) {
        return properties.getProperty(key);
    }

    /** A file that the configuration file names, from its own folder if relative. */
    @Nullable
    Path file(String key) {
        String value = value(key);
        return value == null || value.isBlank() ? null : path.resolveSibling(value.strip());
    }
}
