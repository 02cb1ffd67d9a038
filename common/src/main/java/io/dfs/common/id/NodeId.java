package io.dfs.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a storage node, bound to its data directories. */
public record NodeId(UUID value) implements Comparable<NodeId> {

    public static NodeId random() {
        return new NodeId(Ids.next());
    }

    @JsonCreator
    public static NodeId valueOf(String text) {
        return new NodeId(Ids.parse(text));
    }

    /** In the order of the bytes, which is also the database's. */
    @Override
    public int compareTo(NodeId other) {
        return Ids.compare(value, other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
