package io.dfs.cli.session;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output without the silence of a {@link PrintStream}: what can't be written is an {@link OutputException}. */
public final class ResultStream extends OutputStream {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final OutputStream out;
    private final boolean isPipe;
    private @Nullable OutputException failure;

    private ResultStream(OutputStream out, boolean isPipe) {
        this.out = out;
        this.isPipe = isPipe;
    }

    /**
     * Prints in UTF-8, buffered: a failure may show only with a later line, or when the stream is flushed.
     *
     * @param isPipe whether a failure means that the reader has gone
     */
    public static PrintStream printer(OutputStream out, boolean isPipe) {
        return new PrintStream(
                new BufferedOutputStream(new ResultStream(out, isPipe), BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        attempt(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
        attempt(out::flush);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private synchronized void attempt(Writing writing) {
        if (failure != null) {
            throw failure;
        }
        try {
            writing.run();
        } catch (IOException e) {
            failure = new OutputException(e, isPipe);
            throw failure;
        }
    }
}
