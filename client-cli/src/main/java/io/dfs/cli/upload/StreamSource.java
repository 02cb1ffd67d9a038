package io.dfs.cli.upload;

import java.io.InputStream;

/** What gives a stream of unknown length. */
interface StreamSource extends AutoCloseable {

    /** For errors. */
    String name();

    InputStream in();

    /** Called at the stream's end: fails if not everything came that was to come. Then nothing is stored. */
    void requireComplete();

    @Override
    void close();

    /** Standard input, whose end does not tell whether the program that wrote to it came to its end. */
    static StreamSource standardInput(InputStream in) {
        return new StreamSource() {
            @Override
            public String name() {
                return "standard input";
            }

            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public void requireComplete() {}

            @Override
            public void close() {}
        };
    }
}
