package io.dfs.node.chunk;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a file in quarantine: {@code <chunkId>.<removalId>.chunk}. */
record QuarantineName(ChunkId chunkId, UUID removalId) implements Comparable<QuarantineName> {

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern NAME = Pattern.compile("(%s)\\.(%s)\\.chunk".formatted(ID, ID));
    private static final Pattern OLD_NAME = Pattern.compile("(%s)\\.(\\d{1,14})-\\d{1,19}\\.chunk".formatted(ID));

    /** Empty for a file that is not ours. */
    static Optional<QuarantineName> parse(String fileName) {
        Matcher name = NAME.matcher(fileName);
        return name.matches()
                ? Optional.of(new QuarantineName(ChunkId.valueOf(name.group(1)), Ids.parse(name.group(2))))
                : Optional.empty();
    }

    /**
     * The name today for one that an earlier version gave: {@code <chunkId>.<milliseconds>-<number>.chunk}. Always the same
     * for the same old name, so that it may be given again after a crash.
     */
    static Optional<QuarantineName> ofOldName(String fileName) {
        Matcher name = OLD_NAME.matcher(fileName);
        if (!name.matches()) {
            return Optional.empty();
        }
        UUID hash = UUID.nameUUIDFromBytes(fileName.getBytes(StandardCharsets.UTF_8));
        long time = Long.parseLong(name.group(2)) << 16;
        long version7 = 0x7000L | (hash.getMostSignificantBits() & 0x0FFF);
        return Optional.of(new QuarantineName(
                ChunkId.valueOf(name.group(1)), new UUID(time | version7, hash.getLeastSignificantBits())));
    }

    String fileName() {
        return "%s.%s.chunk".formatted(chunkId, removalId);
    }

    /** When the removal began: the time in its id, a UUIDv7. */
    Instant since() {
        return Instant.ofEpochMilli(removalId.getMostSignificantBits() >>> 16);
    }

    @Override
    public int compareTo(QuarantineName other) {
        int byChunk = chunkId.compareTo(other.chunkId);
        return byChunk != 0 ? byChunk : new ChunkId(removalId).compareTo(new ChunkId(other.removalId));
    }
}
