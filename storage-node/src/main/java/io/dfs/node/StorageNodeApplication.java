package io.dfs.node;

import io.dfs.common.process.ProcessLocale;
import io.dfs.common.process.StopLimit;
import io.dfs.common.thread.Carriers;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.core.env.Environment;

/**
 * Starts a storage node. Without the framework's error page: the container would append it to a half-sent chunk before it
 * breaks the connection off.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@ConfigurationPropertiesScan
public class StorageNodeApplication {

    /** What a stop may take beside the transfers that it waits for. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(30);

    public static void main(String[] arguments) {
        ProcessLocale.fix();
        Carriers.makeEnough();
        Environment settings =
                SpringApplication.run(StorageNodeApplication.class, arguments).getEnvironment();
        StopLimit.set(settings.getRequiredProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .plus(STOP_MARGIN));
    }
}
