package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import java.util.List;

/**
 * Small texts that the node must not forget, one file each. Every data directory has its own copy, so that losing a disk
 * loses nothing: anyone who reads them takes the newest.
 */
public interface Notes {

    /** What the directories have under this name, as far as they can be read; in no order. */
    List<String> read(String name);

    /**
     * Durable on return in at least one directory.
     *
     * @throws DfsException if none took it
     */
    void write(String name, String text);
}
