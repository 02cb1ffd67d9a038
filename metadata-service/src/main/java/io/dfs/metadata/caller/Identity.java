package io.dfs.metadata.caller;

import io.dfs.common.api.Role;
import io.dfs.common.file.FilePath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whom a request's credentials show its sender to be. */
public sealed interface Identity {

    /** As it stands in logs and access lists. */
    String name();

    /**
     * Someone with a token: a person or a person's program.
     *
     * @param name a token's name, or {@code oidc:NAME} for someone whom the identity provider vouches for
     * @param prefix the tree that the token reaches; the root for all
     * @param expiresAt null for never
     */
    record Person(
            String name,
            Role role,
            FilePath prefix,
            @Nullable Instant expiresAt) implements Identity {

        public boolean reaches(FilePath path) {
            int depth = prefix.names().size();
            return path.names().size() >= depth
                    && path.names().subList(0, depth).equals(prefix.names());
        }
    }

    /** A node or controller of this cluster. */
    record Program(String name) implements Identity {}

    /** The service itself, at work of its own: it may see everything. */
    record Service() implements Identity {
        @Override
        public String name() {
            return "metadata-service";
        }
    }
}
