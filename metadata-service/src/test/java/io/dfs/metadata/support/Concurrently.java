package io.dfs.metadata.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.security.concurrent.DelegatingSecurityContextCallable;

/** Runs the same thing in several threads that start together, for whom the calling thread works. */
public final class Concurrently {

    @FunctionalInterface
    public interface Work {
        Object run(int thread) throws Exception;
    }

    private Concurrently() {}

    /** The results in the order of the threads' numbers; the first failure is thrown. */
    public static List<Object> call(int threads, Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(pool.submit(DelegatingSecurityContextCallable.create(
                        () -> {
                            start.await();
                            return work.run(thread);
                        },
                        null)));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> result : running) {
                results.add(result.get(2, TimeUnit.MINUTES));
            }
            return results;
        }
    }
}
