package io.dfs.service.audit;

import io.dfs.common.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How many lines there were, and what became of them. */
final class AuditMetrics {

    private final MeterRegistry meters;
    private final Counter failures;
    private final Counter summarised;

    AuditMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.failures = Counter.builder("dfs.audit.failures")
                .description("Lines of the audit log that could not be written")
                .register(meters);
        this.summarised = Counter.builder("dfs.audit.summarised")
                .description("Refused requests that have no line of their own because their address had too many")
                .register(meters);
        registerAll(meters);
    }

    /** Each is there from the start, so that the first refusal is an increase. */
    private static void registerAll(MeterRegistry meters) {
        for (ErrorCode code : ErrorCode.values()) {
            if (AuditTrail.isRefusal(code.httpStatus(), code.name())) {
                refusals(meters, code.name());
            }
        }
    }

    private static Counter refusals(MeterRegistry meters, String code) {
        return Counter.builder("dfs.audit.refusals")
                .description("Requests that were refused")
                .tag("code", code)
                .register(meters);
    }

    /** @param code of the catalogue, so that there are only so many */
    void refused(String code) {
        refusals(meters, code).increment();
    }

    void summarised() {
        summarised.increment();
    }

    void failed() {
        failures.increment();
    }
}
