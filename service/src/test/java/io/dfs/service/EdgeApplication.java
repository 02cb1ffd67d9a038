package io.dfs.service;

import io.dfs.common.error.DfsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service that has nothing but the edge, on ports of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class EdgeApplication {

    /** What requests to /work wait for. */
    public static final Semaphore WORK = new Semaphore(0);

    /** Running; closed with the context. */
    public static ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.address=127.0.0.1",
                "--server.shutdown=immediate",
                "--management.server.port=0",
                "--management.endpoints.web.exposure.include=health,metrics,prometheus",
                "--management.endpoint.health.probes.enabled=true",
                "--logging.level.org.springframework.web.servlet.PageNotFound=off",
                "--spring.web.resources.add-mappings=false"));
        arguments.addAll(List.of(settings));
        return new SpringApplicationBuilder(EdgeApplication.class, Work.class).run(arguments.toArray(String[]::new));
    }

    public static int port(ConfigurableApplicationContext service) {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public static int managementPort(ConfigurableApplicationContext service) {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.management.port"));
    }

    @RestController
    static class Work {

        @GetMapping("/from")
        String from(HttpServletRequest request) {
            return request.getRemoteAddr();
        }

        /** How many bytes came. */
        @PostMapping("/take")
        long take(HttpServletRequest request) throws IOException {
            return request.getInputStream().readAllBytes().length;
        }

        /** 32 MiB, which no system takes into its buffers. */
        @GetMapping("/large")
        void large(HttpServletResponse response) throws IOException {
            response.setContentLength(32 << 20);
            for (int i = 0; i < 32; i++) {
                response.getOutputStream().write(new byte[1 << 20]);
            }
        }

        /** Is busy until {@link #WORK} has a permit for it, as with a slow database. */
        @GetMapping("/work")
        String work() throws InterruptedException {
            WORK.acquire();
            return "done";
        }

        @ExceptionHandler
        ResponseEntity<String> refuse(DfsException e) {
            return ResponseEntity.status(e.code().httpStatus()).body(e.code() + ": " + e.getMessage());
        }

        /** Does not look at the body. */
        @PostMapping("/refuse")
        String refuse() {
            return "no";
        }
    }
}
