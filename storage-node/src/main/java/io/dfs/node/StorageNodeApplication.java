package io.dfs.node;

import io.dfs.common.thread.Carriers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * Starts a storage node. Without the framework's error page: the container would append it to a half-sent chunk before it
 * breaks the connection off.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@ConfigurationPropertiesScan
public class StorageNodeApplication {

    public static void main(String[] arguments) {
        Carriers.makeEnough();
        SpringApplication.run(StorageNodeApplication.class, arguments);
    }
}
