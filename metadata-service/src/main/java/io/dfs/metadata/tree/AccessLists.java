package io.dfs.metadata.tree;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeGrant;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.Namespace;
import io.dfs.metadata.namespace.Right;
import io.dfs.metadata.namespace.Walk;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * Reads and sets the access lists of directories. A list is set by anyone who owns the nearest one on the way to the directory,
 * its own included, and may write there; where there is none, by admins.
 */
@Service
class AccessLists {

    private final Namespace namespace;
    private final GrantTable grants;
    private final Transactions transactions;
    private final AnsweredRequests answered;
    private final Limits limits;

    AccessLists(
            Namespace namespace,
            GrantTable grants,
            Transactions transactions,
            AnsweredRequests answered,
            Limits limits) {
        this.namespace = namespace;
        this.grants = grants;
        this.transactions = transactions;
        this.answered = answered;
        this.limits = limits;
    }

    /** Anyone who may read the directory may also see for whom else it is. */
    TreeAccess get(FilePath path) {
        return transactions.call(
                () -> new TreeAccess(path, grants.of(namespace.directory(path).id())));
    }

    /** Asked again, it changes nothing, and tells how the list is then. */
    TreeAccess set(FilePath path, List<TreeGrant> list, RequestKey key) {
        GrantRules.check(list, limits);
        Callers.requireReach(path);
        return get(answered.once(key, FilePath.class, () -> {
            transactions.run(() -> replace(path, list));
            return path;
        }));
    }

    private void replace(FilePath path, List<TreeGrant> list) {
        Walk.Step directory = namespace.findLocked(path, Right.OWN);
        if (directory.kind() == EntryKind.FILE) {
            throw new DfsException(
                    ErrorCode.NOT_A_DIRECTORY,
                    "%s is a file: set the access list of the directory that it is in".formatted(path));
        }
        GrantRules.requireStillOwned(list, Callers.current(), path);
        grants.replace(directory.id(), list);
    }
}
