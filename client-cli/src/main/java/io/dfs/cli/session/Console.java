package io.dfs.cli.session;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
                ResultStream.printer(standardOutput(), isPipe(1)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal(1),
                isTerminal(2));
    }

    /** If no one opened it, its number may belong to any file by now. */
    private static OutputStream standardOutput() {
        return isOpenForWriting(1)
                ? new FileOutputStream(FileDescriptor.out)
                : new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("it is closed");
                    }
                };
    }

    private static boolean isOpenForWriting(int descriptor) {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .anyMatch(line -> !line.endsWith("0")); // O_RDONLY
        } catch (NoSuchFileException _) {
            return !Files.exists(Path.of("/proc/self/fdinfo"));
        } catch (IOException _) {
            return true;
        }
    }

    private static boolean isPipe(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("pipe:") || target.startsWith("socket:") || isNamedPipe(Path.of(target));
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private static boolean isNamedPipe(Path file) throws IOException {
        return ((int) Files.getAttribute(file, "unix:mode") & 0xF000) == 0x1000;
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

    /** For the bytes of files: each write goes out at once, so that only what was taken counts as done. */
    public OutputStream rawOut() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                out.write(bytes, offset, length);
                out.flush();
            }
        };
    }
}
