package io.dfs.metadata;

import io.dfs.common.thread.Carriers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class MetadataServiceApplication {

    public static void main(String[] args) {
        Carriers.makeEnough();
        SpringApplication.run(MetadataServiceApplication.class, args);
    }
}
