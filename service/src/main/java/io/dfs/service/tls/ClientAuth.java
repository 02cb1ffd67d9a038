package io.dfs.service.tls;

import io.dfs.service.start.StartRefusedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a service asks its callers for a certificate, and what becomes of those who have none. */
enum ClientAuth {
    /** No one is asked. */
    NONE,
    /** Everybody is asked and need not have one; one that is not of a trusted authority is refused. */
    WANT,
    /** Without one there is no connection. */
    NEED;

    static ClientAuth of(@Nullable String text) {
        String name = text == null || text.isBlank() ? "none" : text.strip();
        for (ClientAuth auth : values()) {
            if (auth.setting().equals(name.toLowerCase(Locale.ROOT))) {
                return auth;
            }
        }
        throw new StartRefusedException("DFS_TLS_CLIENT_AUTH is '%s': write none, want or need".formatted(name));
    }

    String setting() {
        return name().toLowerCase(Locale.ROOT);
    }
}
