package io.dfs.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.http.RequestIds;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Here and not beside the class, because a scope needs a program that logs. */
class RequestIdScopeTest {

    @Test
    void theIdBeforeIsBackAfterAScope() {
        try (RequestIds.Scope _ = RequestIds.begin("outer")) {
            try (RequestIds.Scope _ = RequestIds.begin("inner")) {
                assertThat(RequestIds.current()).isEqualTo("inner");
            }
            assertThat(RequestIds.current()).isEqualTo("outer");
        }
        assertThat(RequestIds.current()).isNull();
    }

    @Test
    void workThatIsHandedOnKeepsTheIdOfWhoHandedItOn() throws Exception {
        Callable<String> work;
        try (RequestIds.Scope _ = RequestIds.begin("mine")) {
            work = RequestIds.carried(() -> String.valueOf(RequestIds.current()));
        }
        String seen;
        try (RequestIds.Scope _ = RequestIds.begin("another")) {
            seen = work.call();
            assertThat(RequestIds.current()).isEqualTo("another");
        }

        assertThat(seen).isEqualTo("mine");
    }
}
