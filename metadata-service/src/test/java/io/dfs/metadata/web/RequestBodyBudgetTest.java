package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.limits.BodyLimit;
import java.io.InputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestBodyBudgetTest {

    private static final BodyLimit LIMIT = new BodyLimit(1_000_000, 10_000);

    /** What each request has for itself. */
    private static final long FREE_BYTES = BodyLimit.SMALL.memoryBytes();

    private final RequestBodyBudget budget = new RequestBodyBudget(1_000_000);

    @Test
    @DisplayName("I-9 all bodies together are refused above the limit, and what they held is given back")
    void allBodiesTogetherHaveALimit() throws Exception {
        BodyMeter first = new BodyMeter(LIMIT, budget);
        BodyMeter second = new BodyMeter(LIMIT, budget);
        request(800_000, first).getInputStream().readAllBytes();

        InputStream body = request(800_000, second).getInputStream();
        assertRefused(body::readAllBytes, ErrorCode.OVERLOADED);

        second.release();
        assertThat(budget.heldBytes()).isEqualTo(800_000 - FREE_BYTES);
        first.release();
        first.release();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    @DisplayName("I-9 what JSON becomes in memory counts like its text")
    void valuesCountToo() {
        BodyMeter meter = new BodyMeter(LIMIT, budget);
        for (int value = 0; value < 10_000; value++) {
            meter.valueCame();
        }

        assertThat(budget.heldBytes()).isEqualTo(10_000 * BodyLimit.BYTES_PER_VALUE - FREE_BYTES);
        assertRefused(meter::valueCame, ErrorCode.TOO_LARGE);
    }

    @Test
    @DisplayName("I-9 a body that announces more than the limit takes nothing")
    void aBodyAboveItsLimitTakesNothing() {
        LimitedRequest request = request(1_000_001, new BodyMeter(LIMIT, budget));

        assertRefused(request::getInputStream, ErrorCode.TOO_LARGE);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aSmallBodyIsReadHoweverManyLargeOnesAreUnderWay() throws Exception {
        budget.take(1_000_000);

        assertThat(request(60_000, new BodyMeter(LIMIT, budget))
                        .getInputStream()
                        .readAllBytes())
                .hasSize(60_000);
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static LimitedRequest request(int lengthBytes, BodyMeter meter) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(new byte[lengthBytes]);
        return new LimitedRequest(request, meter);
    }
}
