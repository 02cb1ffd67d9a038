package io.dfs.metadata.support;

import io.dfs.common.api.Role;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.AuthenticatedCaller;
import io.dfs.metadata.caller.Identity;
import org.springframework.security.core.context.SecurityContextHolder;

/** For whom the thread of a test works, when it calls what a request's thread calls. */
public final class WorkingFor {

    private WorkingFor() {}

    public static void anAdmin() {
        person("admin", Role.ADMIN, "/");
    }

    public static void person(String name, Role role, String prefix) {
        caller(new Identity.Person(name, role, FilePath.valueOf(prefix), null));
    }

    public static void caller(Identity identity) {
        SecurityContextHolder.getContext().setAuthentication(new AuthenticatedCaller(identity));
    }

    public static void nobody() {
        SecurityContextHolder.clearContext();
    }
}
