package io.dfs.service.tls;

import io.dfs.common.tls.ClientTls;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** TLS as a service's own code sees it; the web server gets it by {@link TlsEnvironment}. */
@AutoConfiguration
public class TlsAutoConfiguration {

    @Bean
    ServerTls serverTls(Environment environment) {
        return ServerTls.of(environment);
    }

    /** For the connections that the service itself makes: with the same certificate that it shows its callers. */
    @Bean
    ClientTls clientTls(ServerTls tls) {
        return new ClientTls(tls.files());
    }

    @Bean
    ClientCertificates clientCertificates(ServerTls tls) {
        return new ClientCertificates(tls.servicesNeedCertificate(), tls.programNames());
    }

    @Bean
    CertificateExpiry certificateExpiry(ClientTls tls) {
        return new CertificateExpiry(tls, Clock.systemUTC());
    }
}
