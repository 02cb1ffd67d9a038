package io.dfs.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a chunk. */
public record ChunkId(UUID value) implements Comparable<ChunkId> {

    public static ChunkId random() {
        return new ChunkId(Ids.next());
    }

    @JsonCreator
    public static ChunkId valueOf(String text) {
        return new ChunkId(Ids.parse(text));
    }

    /** In the order of the bytes, which is also the database's. */
    @Override
    public int compareTo(ChunkId other) {
        return Ids.compare(value, other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
