package io.dfs.node.encryption;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of this node: the first encrypts, all decrypt, so that keys can be changed. None: nothing is encrypted. */
public final class EncryptionKeys {

    private static final Logger LOG = LoggerFactory.getLogger(EncryptionKeys.class);

    /** More are not remembered; a node that lacks as many has other troubles. */
    private static final int MAX_REMEMBERED = 16;

    private final Optional<EncryptionKey> current;
    private final Map<KeyId, EncryptionKey> byId = new LinkedHashMap<>();
    private final Set<KeyId> missing = new ConcurrentSkipListSet<>();
    private final PlainChunks plainChunks;

    /** @param keys the first encrypts */
    EncryptionKeys(List<EncryptionKey> keys) {
        this(keys, PlainChunks.READ);
    }

    private EncryptionKeys(Collection<EncryptionKey> keys, PlainChunks plainChunks) {
        this.plainChunks = plainChunks;
        this.current = keys.stream().findFirst();
        keys.forEach(key -> byId.putIfAbsent(key.id(), key));
    }

    public static EncryptionKeys none() {
        return new EncryptionKeys(List.of());
    }

    /** The same keys, for a node of which all files are encrypted. */
    EncryptionKeys refusingPlain() {
        return new EncryptionKeys(byId.values(), PlainChunks.REFUSE);
    }

    /**
     * To be asked before a file is read that is not encrypted.
     *
     * @throws DfsException {@link ErrorCode#ENCRYPTION_KEY_MISSING} where only encrypted ones are read. It may be one of before, too,
     *     so that says nothing about the replica (I-4)
     */
    public void requirePlainIsRead(String owner) {
        if (plainChunks == PlainChunks.REFUSE) {
            throw new DfsException(
                    ErrorCode.ENCRYPTION_KEY_MISSING,
                    "%s is not encrypted, and this node reads encrypted files only (DFS_ENCRYPTION_PLAIN_CHUNKS=refuse)"
                            .formatted(owner));
        }
    }

    /** Encrypts new files; empty if they are not encrypted. */
    public Optional<EncryptionKey> current() {
        return current;
    }

    /**
     * The key with this id.
     *
     * @param owner what it is wanted for, for the message
     * @throws DfsException {@link ErrorCode#ENCRYPTION_KEY_MISSING}: that says nothing about the file (I-4)
     */
    public EncryptionKey require(KeyId id, String owner) {
        EncryptionKey key = byId.get(id);
        if (key == null) {
            note(id);
            throw new DfsException(
                    ErrorCode.ENCRYPTION_KEY_MISSING,
                    "%s is encrypted with the key %s, which this node was not given: add it to DFS_ENCRYPTION_KEY_FILE and start the node again"
                            .formatted(owner, id));
        }
        return key;
    }

    private void note(KeyId id) {
        if (missing.size() < MAX_REMEMBERED && missing.add(id)) {
            LOG.error(
                    "chunk files are encrypted with the key {}, which this node was not given: they are kept, and can't be read until it is added to DFS_ENCRYPTION_KEY_FILE and the node is started again",
                    id);
        }
    }

    /** Keys that were needed since the start and are not here. */
    public SortedSet<KeyId> missing() {
        return new TreeSet<>(missing);
    }

    @Override
    public String toString() {
        return "EncryptionKeys" + byId.keySet();
    }
}
