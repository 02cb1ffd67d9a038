package io.dfs.cli.session;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A person's own settings, {@code key=value} in each line. Read when the first of them is asked for, and then once. */
final class ConfigurationFile {

    private final Environment environment;
    private @Nullable Properties properties;

    ConfigurationFile(Environment environment) {
        this.environment = environment;
    }

    Path path() {
        return environment.configurationFile();
    }

    /** A setting's value; missing and empty are the same, and so is a file that does not exist. */
    @Nullable
    String value(String key) {
        if (properties == null) {
            properties = load();
        }
        String value = properties.getProperty(key);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A file that a setting names: relative to the folder of this one. */
    Path resolve(String file) {
        return Objects.requireNonNull(path().toAbsolutePath().getParent()).resolve(file);
    }

    private Properties load() {
        Properties loaded = new Properties();
        Path file = path();
        if (!Files.exists(file)) {
            if (environment.variable("DFS_CONFIG") != null) {
                throw new UsageException("DFS_CONFIG names %s, which does not exist".formatted(file));
            }
            return loaded;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            loaded.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the configuration file %s can't be read: %s".formatted(file, e.getMessage()));
        }
        return loaded;
    }
}
