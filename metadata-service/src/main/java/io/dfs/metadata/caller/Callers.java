package io.dfs.metadata.caller;

import io.dfs.common.api.Role;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.util.Collection;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who it is that the current thread works for. */
public final class Callers {

    private Callers() {}

    /**
     * The sender of the request that this thread answers. A thread that answers none works for the service itself; one that
     * answers a request always has its sender, since the security filter lets no request pass without.
     */
    public static Identity current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return switch (authentication) {
            case null -> new Identity.Service();
            case AuthenticatedCaller caller -> caller.identity();
            // Endpoints that are open to anybody look at nothing that is anybody's.
            default -> throw new IllegalStateException("an unknown kind of caller: " + authentication.getClass());
        };
    }

    /** Whether the caller may know of the whole cluster. */
    public static boolean isAdmin() {
        return !(current() instanceof Identity.Person person)
                || (person.role().includes(Role.ADMIN) && person.prefix().isRoot());
    }

    /** Whether the path is in the tree that the caller's token reaches. */
    public static boolean reaches(FilePath path) {
        return !(current() instanceof Identity.Person person) || person.reaches(path);
    }

    /**
     * Refuses paths outside the tree that the caller's token reaches. By the paths alone, so the answer tells nothing of what is
     * there, and before anything else is asked about them.
     */
    public static void requireReach(Collection<FilePath> paths) {
        for (FilePath path : paths) {
            if (current() instanceof Identity.Person person && !person.reaches(path)) {
                throw new DfsException(
                        ErrorCode.FORBIDDEN,
                        "the token %s reaches %s only, and not %s".formatted(person.name(), person.prefix(), path));
            }
        }
    }

    public static void requireReach(FilePath path) {
        requireReach(List.of(path));
    }
}
