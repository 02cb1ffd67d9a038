package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestBodyBudgetTest {

    private final RequestBodyBudget budget = new RequestBodyBudget(100);

    @Test
    @DisplayName("I-9 all bodies together are refused above the limit, and what they held is given back")
    void allBodiesTogetherHaveALimit() throws Exception {
        LimitedRequest first = request(60);
        LimitedRequest second = request(60);
        first.getInputStream().readAllBytes();

        InputStream body = second.getInputStream();
        assertThatThrownBy(body::readAllBytes)
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

        second.release();
        assertThat(budget.heldBytes()).isEqualTo(60);
        first.release();
        first.release();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    @DisplayName("I-9 a body that announces more than the limit takes nothing")
    void aBodyAboveItsLimitTakesNothing() {
        LimitedRequest request = request(81);

        assertThatThrownBy(request::getInputStream)
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        assertThat(budget.heldBytes()).isZero();
    }

    private LimitedRequest request(int lengthBytes) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(new byte[lengthBytes]);
        return new LimitedRequest(request, 80, budget);
    }
}
