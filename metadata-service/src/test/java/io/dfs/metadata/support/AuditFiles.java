package io.dfs.metadata.support;

import io.dfs.common.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The audit log's file of a service under test. */
public record AuditFiles(Path directory) {

    public List<String> lines() {
        try {
            return Files.readAllLines(directory.resolve("audit.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines about one request. */
    public List<JsonNode> about(String requestId) {
        return lines().stream()
                .map(line -> Json.mapper().readTree(line))
                .filter(line -> line.get("requestId").stringValue().equals(requestId))
                .toList();
    }
}
