package io.dfs.metadata.support;

import io.dfs.metadata.limits.Limits;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

/** The limits as they are when nothing is configured. */
public final class DefaultLimits {

    private DefaultLimits() {}

    public static Limits get() {
        return with();
    }

    /** @param settings such as {@code min-replicas=1} */
    public static Limits with(String... settings) {
        MockEnvironment environment = new MockEnvironment();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            environment.setProperty("dfs.limits." + parts[0], parts[1]);
        }
        return Binder.get(environment).bindOrCreate("dfs.limits", Limits.class);
    }
}
