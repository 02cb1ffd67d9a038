package io.dfs.metadata.fsck;

import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is found about one file: a bounded number of each kind, and how many more there are (I-9). */
final class Findings {

    static final int MAX_OF_A_KIND = 50;

    private final FilePath path;
    private final Map<Kind, List<FsckFinding>> byKind = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> unlisted = new EnumMap<>(Kind.class);

    Findings(FilePath path) {
        this.path = path;
    }

    void add(Kind kind, @Nullable ChunkId chunk, String detail) {
        List<FsckFinding> found = byKind.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (found.size() < MAX_OF_A_KIND) {
            found.add(new FsckFinding(path, chunk, kind, detail));
        } else {
            unlisted.merge(kind, 1, Integer::sum);
        }
    }

    boolean has(Kind kind) {
        return byKind.containsKey(kind);
    }

    /** The worst first. */
    List<FsckFinding> list() {
        List<FsckFinding> all = new ArrayList<>();
        byKind.forEach((kind, found) -> {
            all.addAll(found);
            if (unlisted.containsKey(kind)) {
                all.add(new FsckFinding(path, null, kind, "and %d more like these".formatted(unlisted.get(kind))));
            }
        });
        return all;
    }
}
