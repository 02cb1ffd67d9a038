package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.Alarm;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.node.ServiceContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@Import(StatusWithoutDatabaseContract.Switch.class)
abstract class StatusWithoutDatabaseContract extends ServiceContract {

    @TestConfiguration(proxyBeanMethods = false)
    static class Switch {

        @Bean
        static BeanPostProcessor switchableDataSource() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource database ? new SwitchableDataSource(database) : bean;
                }
            };
        }
    }

    @Autowired
    private DataSource dataSource;

    @LocalManagementPort
    private int managementPort;

    @AfterEach
    void switchOn() {
        database().answer();
    }

    @Test
    @DisplayName("I-10 while the database refuses, the last facts are told with their age and the problem")
    void theLastFactsAreToldWhileTheDatabaseRefuses() {
        chunk(1, register("node-1", "a"));
        await().untilAsserted(() ->
                assertThat(operations.status().chunks()).containsExactly(new ReplicaCensus(1, 1, 1, 1000)));
        ClusterStatus before = operations.status();

        database().refuse();

        ClusterStatus status = await().until(operations::status, now -> now.problem() != null);
        assertThat(status.problem()).contains("switched off");
        assertThat(status.cluster()).isEqualTo(before.cluster());
        assertThat(status.nodes()).extracting(NodeStatus::name).containsExactly("node-1");
        assertThat(status.chunks()).isEqualTo(before.chunks());
        assertThat(status.ageMillis()).isGreaterThanOrEqualTo(before.ageMillis());
        assertThat(status.alarms()).extracting(Alarm::code).contains("DATABASE_UNAVAILABLE");
        refusal(ErrorCode.DATABASE_UNAVAILABLE, () -> api.stat(FilePath.ROOT));

        database().answer();

        await().untilAsserted(() -> assertThat(operations.status().problem()).isNull());
    }

    @Test
    @DisplayName("I-9 I-10 while the database does not answer at all, everybody is answered, and one waits for it")
    void everybodyIsAnsweredWhileTheDatabaseIsSilent() throws Exception {
        await().untilAsserted(() -> assertThat(operations.status().problem()).isNull());

        database().fallSilent();

        ClusterStatus status = await().until(operations::status, now -> now.problem() != null);
        assertThat(status.problem()).startsWith("the database has not answered for ");
        List<ClusterStatus> answers = atOnce(20, operations::status);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.problem()).isNotNull());

        database().answer();

        await().untilAsserted(() -> assertThat(operations.status().problem()).isNull());
    }

    @Test
    @DisplayName("I-7 a service without its database is alive and not ready, and ready again when the database answers")
    void aServiceWithoutItsDatabaseIsAliveAndNotReady() throws Exception {
        assertThat(health("readiness")).isEqualTo(200);

        database().refuse();

        assertThat(health("readiness")).isEqualTo(503);
        assertThat(health("liveness")).isEqualTo(200);

        database().answer();

        assertThat(health("readiness")).isEqualTo(200);
    }

    private int health(String group) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:%d/actuator/health/%s".formatted(managementPort, group));
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private SwitchableDataSource database() {
        return (SwitchableDataSource) dataSource;
    }
}
