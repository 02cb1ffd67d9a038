package io.dfs.node.chunk;

import io.dfs.common.token.NodeKey;
import io.dfs.common.token.NodePublicKey;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The node's key in a data directory: the file {@value #FILE_NAME} beside the marker, for the node's user alone. */
record KeyFile(int formatVersion, String publicKey, String privateKey) {

    static final String FILE_NAME = "dfs-node.key";
    static final String TEMP_FILE_NAME = FILE_NAME + ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int FORMAT_VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Empty if there is none; a key that can't be understood is refused, because the cluster knows the node by it. */
    static Optional<NodeKey> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        try {
            NodeKey key =
                    JSON.readValue(Files.readAllBytes(file), KeyFile.class).key();
            warnIfOthersMayRead(file);
            return Optional.of(key);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new StartRefusedException(
                    ("The node's key %s can't be understood: copy it from another data directory of this node or from a back-up"
                                    + " (the same file name), or take the directory %s out of the configuration.")
                            .formatted(file, directory),
                    e);
        }
    }

    /** Durable on return: once the cluster has bound the node to its key, a crash must not lose it. */
    static void write(NodeKey key, Path directory, Disk disk) throws IOException {
        KeyFile content = new KeyFile(FORMAT_VERSION, key.publicKey().text(), key.privateText());
        Path temp = directory.resolve(TEMP_FILE_NAME);
        disk.delete(temp);
        try (Disk.NewFile file = disk.createPrivate(temp)) {
            file.write(ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content)));
            file.force();
        }
        disk.rename(temp, directory.resolve(FILE_NAME));
        disk.forceDirectory(directory);
    }

    private NodeKey key() {
        if (formatVersion != FORMAT_VERSION) {
            throw new IllegalArgumentException("format version " + formatVersion);
        }
        return NodeKey.of(privateKey, NodePublicKey.valueOf(publicKey));
    }

    private static void warnIfOthersMayRead(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn(
                    "other users of this machine may read the node's key ({}): run 'chmod 600 {}'",
                    PosixFilePermissions.toString(permissions),
                    file);
        }
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "KeyFile[" + publicKey + "]";
    }
}
