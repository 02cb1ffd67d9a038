package io.dfs.node.registration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Ends the process when the cluster will never take this node. Its data stays as it is. */
@Component
class FatalRefusal {

    private static final Logger LOG = LoggerFactory.getLogger(FatalRefusal.class);
    private static final int EXIT_CODE = 1;

    private final ApplicationContext context;

    FatalRefusal(ApplicationContext context) {
        this.context = context;
    }

    void end(String sentence) {
        LOG.error("{}", sentence);
        // In a thread of its own: closing the context waits for the one that found out. No daemon, or the process could
        // end between closing and exiting, with success as its exit code.
        Thread.ofPlatform()
                .name("exit")
                .daemon(false)
                .start(() -> System.exit(SpringApplication.exit(context, () -> EXIT_CODE)));
    }
}
