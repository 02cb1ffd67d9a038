package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpClientsTest {

    @BeforeEach
    void nameAProxyThatIsNotThere() {
        System.setProperty("http.proxyHost", "localhost");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
    }

    @AfterEach
    void nameNone() {
        System.clearProperty("http.proxyHost");
        System.clearProperty("http.proxyPort");
        System.clearProperty("http.nonProxyHosts");
    }

    @Test
    void noRequestGoesThroughAProxyOfTheProcess() throws Exception {
        try (ScriptedService service = new ScriptedService();
                CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(10), Duration.ofSeconds(10), 1)) {
            int status = http.execute(new HttpGet(service.uri()), response -> {
                EntityUtils.consume(response.getEntity());
                return response.getCode();
            });

            assertThat(status).isEqualTo(200);
        }
    }
}
