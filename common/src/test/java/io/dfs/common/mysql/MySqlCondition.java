package io.dfs.common.mysql;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the server before the first test that needs it. */
final class MySqlCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> absence = MySqlServer.absence();
        if (absence.isEmpty()) {
            return ConditionEvaluationResult.enabled("MySQL is there");
        }
        context.getTestClass().map(Class::getSimpleName).ifPresent(name -> NotRun.note(name, absence.get()));
        return ConditionEvaluationResult.disabled(absence.get());
    }
}
