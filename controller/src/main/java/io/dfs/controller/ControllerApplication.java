package io.dfs.controller;

import io.dfs.common.thread.Carriers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class ControllerApplication {

    public static void main(String[] args) {
        Carriers.makeEnough();
        SpringApplication.run(ControllerApplication.class, args);
    }
}
