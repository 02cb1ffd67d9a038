package io.dfs.node.chunk;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What is set aside for the writes under way in all data directories: those on one file system share its space. Thread-safe. */
final class Promises {

    private final Map<DataDirectory, Long> bytes = new HashMap<>();

    synchronized long in(DataDirectory directory) {
        return bytes.getOrDefault(directory, 0L);
    }

    synchronized long onFileSystemOf(DataDirectory directory) {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getKey().fileSystem().equals(directory.fileSystem()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** False if there is not enough space. */
    synchronized boolean reserve(DataDirectory directory, long lengthBytes) throws IOException {
        if (lengthBytes > directory.room().freeBytes()) {
            return false;
        }
        bytes.merge(directory, lengthBytes, Long::sum);
        return true;
    }

    synchronized void release(DataDirectory directory, long lengthBytes) {
        bytes.merge(directory, -lengthBytes, Long::sum);
    }
}
