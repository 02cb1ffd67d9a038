package io.dfs.metadata;

import io.dfs.common.process.ProcessLocale;
import io.dfs.common.process.StopLimit;
import io.dfs.common.thread.Carriers;
import io.dfs.metadata.move.MoveCommand;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class MetadataServiceApplication {

    /** Longer than requests and scheduled work have to end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    public static void main(String[] args) {
        ProcessLocale.fix();
        Carriers.makeEnough();
        if (MoveCommand.isMeant(args)) {
            System.exit(MoveCommand.run(args));
        }
        StopLimit.set(STOP_LIMIT);
        SpringApplication.run(MetadataServiceApplication.class, args);
    }
}
