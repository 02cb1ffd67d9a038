package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Measures chunk transfers: how many, how long they took, how they ended, and their bytes. */
@Component
final class TransferMeter {

    /** What is done with a chunk, and the label that says so. */
    enum Kind {
        READ("read"),
        WRITE("write"),
        /** Written here and passed on to other nodes meanwhile. */
        RELAYED_WRITE("relayed_write"),
        /** Pulled from another node. */
        COPY("copy");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    /** From a small chunk in the cache to the longest that anybody waits. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120)
    };

    private final MeterRegistry registry;

    TransferMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A transfer; its result is only handed through. */
    @FunctionalInterface
    interface Transfer<T> {
        T run() throws IOException;
    }

    <T> T measure(Kind kind, Transfer<T> transfer) throws IOException {
        long begunNanos = System.nanoTime();
        String outcome = "failed"; // of an error that no one has thought of
        try {
            T result = transfer.run();
            outcome = "ok";
            return result;
        } catch (DfsException e) {
            outcome = outcome(e.code());
            throw e;
        } catch (IOException e) {
            outcome = "broken_off";
            throw e;
        } finally {
            timer(kind, outcome).record(Duration.ofNanos(System.nanoTime() - begunNanos));
        }
    }

    /** Of chunk data that came, durable by now. */
    void received(Kind kind, long lengthBytes) {
        bytes(kind, "in").increment((double) lengthBytes);
    }

    /** Of chunk data that went out. */
    void sent(Kind kind, long lengthBytes) {
        bytes(kind, "out").increment((double) lengthBytes);
    }

    /** A handful of labels, however many error codes there are. */
    static String outcome(ErrorCode code) {
        return switch (code) {
            case NODE_BUSY -> "busy";
            case NO_SPACE -> "no_space";
            case CHUNK_NOT_FOUND -> "not_found";
            case CHUNK_CORRUPT, CHECKSUM_MISMATCH -> "corrupt";
            case LENGTH_MISMATCH -> "broken_off";
            default -> code.httpStatus() < 500 ? "refused" : "failed";
        };
    }

    private Timer timer(Kind kind, String outcome) {
        return Timer.builder("dfs.chunk.transfers")
                .description("Chunk transfers that this node was asked for, from the request to its end")
                .tag("operation", kind.label)
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter bytes(Kind kind, String direction) {
        return Counter.builder("dfs.chunk.transferred")
                .description("Bytes of chunk data in transfers that succeeded")
                .baseUnit("bytes")
                .tag("operation", kind.label)
                .tag("direction", direction)
                .register(registry);
    }
}
