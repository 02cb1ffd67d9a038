package io.dfs.cli.transfer;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.session.Invocation;
import java.util.List;
import java.util.function.Consumer;

/** Several names in one command, as {@code rm} and {@code cp} treat them: what can be done is done, and each failure is named. */
public final class Names {

    private Names() {}

    /**
     * Does the same with each name.
     *
     * @param verb what has not happened to those that failed, such as {@code removed}
     */
    public static void forEach(Invocation invocation, List<String> names, String verb, Consumer<String> action) {
        try (Progress progress = ProgressDisplay.warningsOnly(invocation)) {
            FailureLog failures = new FailureLog(progress, names.size() == 1);
            names.forEach(name -> failures.attempt(name, () -> action.accept(name)));
            failures.throwIfAny("name", verb);
        }
    }
}
