package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.Concurrently;
import io.dfs.metadata.support.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** More work than the database takes: locks in each other's way, and no connection left. */
@TestPropertySource(
        properties = {
            "spring.datasource.hikari.maximum-pool-size=3",
            "spring.datasource.hikari.connection-timeout=500",
            "spring.datasource.hikari.validation-timeout=250",
            // What runs by itself must not take a connection at the wrong moment.
            "dfs.liveness.heartbeat-interval=1h",
            "dfs.liveness.stale-after=2h",
            "dfs.liveness.dead-after=3h"
        })
abstract class ContentionContract extends ServiceContract {

    @LocalServerPort
    int port;

    @Autowired
    DataSource pool;

    @Autowired
    Transactions work;

    @Autowired
    MeterRegistry meters;

    private byte[] first;
    private byte[] second;

    @BeforeEach
    void twoRows() {
        first = bytes(unreferencedChunk(1).value());
        second = bytes(unreferencedChunk(2).value());
    }

    @Test
    @DisplayName("I-8 of two transactions in a deadlock one is repeated and counted, and both are done")
    void aDeadlockIsRepeatedAndCounted() throws Exception {
        double before = deadlocks();
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);

        Concurrently.call(2, thread -> {
            AtomicInteger attempts = new AtomicInteger();
            return work.call(() -> {
                lengthen(thread == 0 ? first : second);
                if (attempts.incrementAndGet() == 1) {
                    await(bothHoldOne);
                }
                return lengthen(thread == 0 ? second : first);
            });
        });

        assertThat(deadlocks()).isGreaterThan(before);
        assertThat(jdbc.sql("SELECT SUM(length_bytes) FROM chunk")
                        .query(Long.class)
                        .single())
                .isEqualTo(2 * 1000 + 4);
    }

    @Test
    @DisplayName("I-9 when every connection is taken, a request is told to come again, and does")
    void aRequestWithoutAConnectionIsToldToComeAgain() throws Exception {
        try (Connection _ = pool.getConnection();
                Connection _ = pool.getConnection();
                Connection _ = pool.getConnection()) {
            refusal(ErrorCode.OVERLOADED, () -> api.stat(FilePath.ROOT));
            assertThat(retryAfter()).isEqualTo("503: 1");
        }

        assertThat(api.stat(FilePath.ROOT).path()).isEqualTo(FilePath.ROOT);
    }

    private String retryAfter() throws Exception {
        try (CloseableHttpClient http = HttpClients.createDefault()) {
            HttpGet request = new HttpGet("http://localhost:" + port + "/api/v1/files?path=/");
            request.setHeader("Authorization", "Bearer " + TestTokens.ADMIN);
            return http.execute(request, response -> {
                EntityUtils.consume(response.getEntity());
                return response.getCode() + ": "
                        + response.getFirstHeader("Retry-After").getValue();
            });
        }
    }

    private int lengthen(byte[] chunk) {
        return jdbc.sql("UPDATE chunk SET length_bytes = length_bytes + 1 WHERE id = ?")
                .param(chunk)
                .update();
    }

    private double deadlocks() {
        return meters.get("dfs.database.retries")
                .tag("cause", "deadlock")
                .counter()
                .count();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
