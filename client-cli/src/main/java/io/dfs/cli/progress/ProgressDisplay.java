package io.dfs.cli.progress;

import io.dfs.cli.session.Invocation;
import java.time.Duration;

/** Chooses how progress is shown: a bar on a terminal that can redraw it, lines elsewhere, warnings only with {@code --quiet}. */
public final class ProgressDisplay {

    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);

    private ProgressDisplay() {}

    /** @param task such as {@code upload film.mkv} */
    public static Progress open(Invocation invocation, String task) {
        String name = invocation.show(task);
        if (invocation.options().quiet()) {
            return LineProgress.silent(invocation.console().err());
        }
        return invocation.errCanRedraw()
                ? BarProgress.start(invocation.console().err(), shorten(name))
                : LineProgress.start(invocation.console().err(), name, LINE_INTERVAL);
    }

    public static Progress warningsOnly(Invocation invocation) {
        return LineProgress.silent(invocation.console().err());
    }

    /** The bar shares its line with the name. */
    private static String shorten(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= 30 ? name : name.substring(0, name.offsetByCodePoints(0, 29)) + "…";
    }
}
