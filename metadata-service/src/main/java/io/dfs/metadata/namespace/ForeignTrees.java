package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.namespace.Walk.Step;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Trees below a directory that the caller may not change, whether he sees them or not. */
@Component
class ForeignTrees {

    private final TreeGrants grants;
    private final EntryPaths paths;

    ForeignTrees(TreeGrants grants, EntryPaths paths) {
        this.grants = grants;
        this.paths = paths;
    }

    /**
     * Refuses to take a directory away with what others have in it. What that is, and where, the refusal does not tell. Costs one
     * statement where no directory of the cluster has an access list, and no statement for files and admins.
     */
    void requireNoneIn(Step entry, FilePath path) {
        Viewer viewer = Viewer.current();
        if (viewer.seesAll() || entry.kind() == EntryKind.FILE) {
            return;
        }
        Set<UUID> foreign = grants.notWritable(viewer);
        // Of the directory itself the way to it has told.
        foreign.remove(entry.id());
        if (paths.anyIsBelow(entry.id(), foreign)) {
            throw new DfsException(
                    ErrorCode.FORBIDDEN,
                    "something in %s is not yours to change: take the rest of it, or ask an admin".formatted(path));
        }
    }
}
