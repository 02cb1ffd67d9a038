package io.dfs.metadata.support;

import io.dfs.common.api.MetadataApi;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Credentials of tests. */
public final class TestTokens {

    /** The first admin's token of every service under test. */
    public static final String ADMIN = "dfs_" + "a".repeat(43);

    private static final Set<String> FOR_PROGRAMS = Set.of(
            "register",
            "heartbeat",
            "reportVerifications",
            "reportRemovals",
            "startChunkReport",
            "reportChunks",
            "depart",
            "scanForRepairs",
            "claimRepairs",
            "renewRepairs",
            "completeRepair",
            "failRepair",
            "balance",
            "reclaim");

    private TestTokens() {}

    /** Asks as a program of the cluster what only programs may, and as a person all else. */
    public static MetadataApi each(MetadataApi person, MetadataApi program) {
        return (MetadataApi) Proxy.newProxyInstance(
                MetadataApi.class.getClassLoader(), new Class<?>[] {MetadataApi.class}, (_, method, arguments) -> {
                    try {
                        return method.invoke(FOR_PROGRAMS.contains(method.getName()) ? program : person, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
