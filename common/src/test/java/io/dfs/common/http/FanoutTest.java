package io.dfs.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanoutTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final byte[] bytes = new byte[5_000_001];

    FanoutTest() {
        new Random(1).nextBytes(bytes);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void everyLaneGetsEveryByteInOrder() throws Exception {
        Fanout fanout = new Fanout(3, 2, LONG);
        List<ByteArrayOutputStream> received = new ArrayList<>();
        List<Future<?>> lanes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Fanout.Lane lane = fanout.lane(i);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            received.add(out);
            lanes.add(start(lane, out));
        }
        ByteArrayOutputStream observed = new ByteArrayOutputStream();

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (block, length) -> observed.write(block, 0, length));

        for (Future<?> lane : lanes) {
            lane.get();
        }
        assertThat(received).allSatisfy(out -> assertThat(out.toByteArray()).isEqualTo(bytes));
        assertThat(observed.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void withoutLanesTheSourceIsStillRead() throws IOException {
        ByteArrayOutputStream observed = new ByteArrayOutputStream();
        new Fanout(0, 2, SHORT)
                .pump(
                        new ByteArrayInputStream(bytes),
                        bytes.length,
                        (block, length) -> observed.write(block, 0, length));
        assertThat(observed.size()).isEqualTo(bytes.length);
    }

    @Test
    @DisplayName("I-9 a lane that hangs is interrupted and given up; the others get everything")
    void aLaneThatHangsIsGivenUp() throws Exception {
        Fanout fanout = new Fanout(2, 4, SHORT);
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        Future<?> goodLane = start(fanout.lane(0), good);
        Future<?> hangingLane = start(fanout.lane(1), new HangingStream());

        AtomicLong seen = new AtomicLong();
        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, length) -> {
            // The good lane is never behind, however busy the machine is.
            while (fanout.lane(0).sentBytes() < seen.get()) {
                Thread.onSpinWait();
            }
            seen.addAndGet(length);
        });

        goodLane.get();
        assertThat(good.toByteArray()).isEqualTo(bytes);
        assertThatThrownBy(hangingLane::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("took no byte");
    }

    @Test
    void aLaneThatIsGivenUpBeforeItStartsHoldsNobody() throws Exception {
        Fanout fanout = new Fanout(2, 2, LONG);
        fanout.lane(1).giveUp("refused");
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        Future<?> goodLane = start(fanout.lane(0), good);

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, _) -> {});

        goodLane.get();
        assertThat(good.toByteArray()).isEqualTo(bytes);
        assertThatThrownBy(() -> fanout.lane(1).writeTo(OutputStream.nullOutputStream()))
                .hasMessage("refused");
    }

    @Test
    void aLaneWhoseStreamFailsHoldsNobody() throws Exception {
        Fanout fanout = new Fanout(2, 2, LONG);
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        Future<?> goodLane = start(fanout.lane(0), good);
        Future<?> failing = threads.submit(() -> {
            try {
                fanout.lane(1).writeTo(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("connection reset");
                    }
                });
            } finally {
                fanout.lane(1).giveUp("its sender ended");
            }
            return null;
        });

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, _) -> {});

        goodLane.get();
        assertThat(good.toByteArray()).isEqualTo(bytes);
        assertThatThrownBy(failing::get).hasMessageContaining("connection reset");
    }

    @Test
    void aSourceThatEndsEarlyFailsEveryLane() {
        Fanout fanout = new Fanout(1, 2, LONG);
        Future<?> lane = start(fanout.lane(0), OutputStream.nullOutputStream());

        assertThatThrownBy(() -> fanout.pump(new ByteArrayInputStream(bytes, 0, 100), 101, (_, _) -> {}))
                .isInstanceOf(EOFException.class)
                .hasMessage("the source ended 1 bytes early");
        assertThatThrownBy(lane::get).hasMessageContaining("the source failed");
    }

    @Test
    void whenEveryLaneHasStalledTheSourceIsNotReadOn() {
        Fanout fanout = new Fanout(1, 2, SHORT);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        start(fanout.lane(0), new HangingStream());

        assertThatThrownBy(() -> fanout.pump(endless, Long.MAX_VALUE, (_, _) -> {
                    if (!fanout.hasActiveLanes()) {
                        throw new IOException("no one listens");
                    }
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aLaneThatHoldsUpTheOthersReadsTheSourceForItselfAndGetsEveryByte() throws Exception {
        Fanout fanout = new Fanout(2, 2, LONG, source(bytes.length), SHORT);
        CountDownLatch othersAreDone = new CountDownLatch(1);
        ByteArrayOutputStream slow = waitingFor(othersAreDone);
        ByteArrayOutputStream fast = new ByteArrayOutputStream();
        Future<?> slowLane = start(fanout.lane(0), slow);
        Future<?> fastLane = start(fanout.lane(1), fast);

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, _) -> {});
        fastLane.get();
        othersAreDone.countDown();
        slowLane.get();

        assertThat(fast.toByteArray()).isEqualTo(bytes);
        assertThat(slow.toByteArray()).isEqualTo(bytes);
        assertThat(fanout.lane(0).sentBytes()).isEqualTo(bytes.length);
    }

    @Test
    void aSourceThatHasBecomeShorterIsNotTheFaultOfTheLaneThatReadsItForItself() throws Exception {
        Fanout fanout = new Fanout(2, 2, LONG, source(bytes.length / 2), SHORT);
        CountDownLatch othersAreDone = new CountDownLatch(1);
        Future<?> slowLane = start(fanout.lane(0), waitingFor(othersAreDone));
        Future<?> fastLane = start(fanout.lane(1), OutputStream.nullOutputStream());

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, _) -> {});
        fastLane.get();
        othersAreDone.countDown();

        assertThatThrownBy(slowLane::get).hasRootCauseMessage("the source has become shorter");
    }

    private Future<?> start(Fanout.Lane lane, OutputStream out) {
        return threads.submit(() -> {
            lane.writeTo(out);
            return null;
        });
    }

    private static ByteArrayOutputStream waitingFor(CountDownLatch others) {
        return new ByteArrayOutputStream() {
            @Override
            public void write(byte[] block, int offset, int length) {
                await(others);
                super.write(block, offset, length);
            }
        };
    }

    private Fanout.Reopener source(int length) {
        return new Fanout.Reopener() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes, 0, length);
            }

            @Override
            public RuntimeException endedEarly() {
                return new IllegalStateException("the source has become shorter");
            }
        };
    }

    @Test
    @DisplayName("I-9 a lane that holds up the others is given up if the source can't be read again")
    void aLaneThatHoldsUpTheOthersIsGivenUp() throws Exception {
        Fanout fanout = new Fanout(2, 2, LONG, SHORT);
        ByteArrayOutputStream fast = new ByteArrayOutputStream();
        Future<?> slowLane = start(fanout.lane(0), new HangingStream());
        Future<?> fastLane = start(fanout.lane(1), fast);

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (_, _) -> {});
        fastLane.get();

        assertThat(fast.toByteArray()).isEqualTo(bytes);
        assertThatThrownBy(slowLane::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("far more slowly than the others");
    }

    @Test
    void theOnlyLaneIsGivenUpTooButLater() throws Exception {
        Fanout fanout = new Fanout(1, 2, LONG, SHORT);
        Future<?> slowLane = start(fanout.lane(0), new HangingStream());
        ByteArrayOutputStream observed = new ByteArrayOutputStream();

        fanout.pump(new ByteArrayInputStream(bytes), bytes.length, (block, length) -> observed.write(block, 0, length));

        assertThat(observed.toByteArray()).as("this node has every byte").isEqualTo(bytes);
        assertThatThrownBy(slowLane::get).hasMessageContaining("far more slowly than the others");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Blocks until it is interrupted, like a socket whose other side takes nothing. */
    private static final class HangingStream extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                throw new IOException("closed by interrupt");
            }
        }

        @Override
        public void write(byte[] b, int offset, int length) throws IOException {
            write(0);
        }
    }
}
