package io.dfs.node.chunk;

import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells whose data a directory holds: the file {@value #FILE_NAME} in it.
 *
 * @param clusterId null until the node has been registered for the first time
 * @param siblings the node's other disks, present or not; null in a marker of an older version. Older versions read over it.
 */
record DirectoryMarker(
        int formatVersion,
        @Nullable ClusterId clusterId,
        NodeId nodeId,
        UUID directoryId,
        Instant createdAt,
        @Nullable List<Sibling> siblings) {

    static final int FORMAT_VERSION = 1;
    static final String FILE_NAME = "dfs-node.json";
    static final String TEMP_FILE_NAME = FILE_NAME + ".tmp";

    /** Another disk of the same node. */
    record Sibling(UUID directoryId, String path) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Empty if there is none; a marker that can't be understood is refused, because data may depend on it. */
    static Optional<DirectoryMarker> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            int version = json.path("formatVersion").asInt(0);
            if (version > FORMAT_VERSION) {
                throw new StartRefusedException(
                        "The data directory %s has format version %d and this program knows %d: start a newer program."
                                .formatted(directory, version, FORMAT_VERSION));
            }
            DirectoryMarker marker = JSON.treeToValue(json, DirectoryMarker.class);
            return Optional.of(marker.checked());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new StartRefusedException(
                    "The marker %s can't be understood: restore it, or take the directory %s out of the configuration."
                            .formatted(file, directory),
                    e);
        }
    }

    /** Durable on return: the node id must survive a crash that follows the registration. */
    void write(Path directory, Disk disk) throws IOException {
        Path temp = directory.resolve(TEMP_FILE_NAME);
        disk.delete(temp);
        try (Disk.NewFile file = disk.create(temp)) {
            file.write(ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this)));
            file.force();
        }
        disk.rename(temp, directory.resolve(FILE_NAME));
        disk.forceDirectory(directory);
    }

    DirectoryMarker with(@Nullable ClusterId cluster, List<Sibling> others) {
        return new DirectoryMarker(formatVersion, cluster, nodeId, directoryId, createdAt, others);
    }

    List<Sibling> knownSiblings() {
        return siblings == null ? List.of() : siblings;
    }

    /** Jackson fills what is missing with null, whatever the types promise. */
    @SuppressWarnings("ConstantValue")
    private DirectoryMarker checked() {
        boolean siblingsKnown = knownSiblings().stream()
                .allMatch(sibling -> sibling != null && sibling.directoryId() != null && sibling.path() != null);
        if (formatVersion != FORMAT_VERSION
                || nodeId == null
                || directoryId == null
                || createdAt == null
                || !siblingsKnown) {
            throw new IllegalArgumentException("the marker lacks a field");
        }
        return this;
    }
}
