package io.dfs.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a cluster; data of one cluster is never taken for another's. */
public record ClusterId(UUID value) implements Comparable<ClusterId> {

    public static ClusterId random() {
        return new ClusterId(Ids.next());
    }

    @JsonCreator
    public static ClusterId valueOf(String text) {
        return new ClusterId(Ids.parse(text));
    }

    /** In the order of the bytes, which is also the database's. */
    @Override
    public int compareTo(ClusterId other) {
        return Ids.compare(value, other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
