package io.dfs.cli.session;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard input, output and error.
 *
 * @param outIsTerminal and {@code errIsTerminal}: whether a person looks at it
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal) {

    /** Names are UTF-8 whatever the locale says, so what we print is too. */
    public static Console ofProcess() {
        return new Console(
                System.in,
                printer(FileDescriptor.out, false),
                printer(FileDescriptor.err, true),
                isTerminal(1),
                isTerminal(2));
    }

    /** Output is flushed at the end of the command, errors line by line. */
    private static PrintStream printer(FileDescriptor descriptor, boolean flushing) {
        OutputStream buffered = new BufferedOutputStream(new FileOutputStream(descriptor), 16 * 1024);
        return new PrintStream(buffered, flushing, StandardCharsets.UTF_8);
    }

    /** Java tells only of input and output together, and slowly; the kernel knows each. */
    @SuppressWarnings("SystemConsoleNull") // the annotated JDK says that it may be null
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            java.io.Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    /** Unbuffered and without the silence of a PrintStream: a closed pipe is an error. */
    public OutputStream rawOut() {
        out.flush();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                if (out.checkError()) {
                    throw new IOException("standard output was closed by its reader");
                }
            }
        };
    }
}
