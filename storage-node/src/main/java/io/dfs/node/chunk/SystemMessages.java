package io.dfs.node.chunk;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.IntFunction;

/** The system's own messages for its error numbers, in the language of this process. */
@SuppressWarnings("restricted") // the node's manifest allows it: nothing is asked but texts
final class SystemMessages {

    private static final long LONGEST_BYTES = 1024;

    private SystemMessages() {}

    /** Asks the C library; empty where there is none that can be asked. */
    static Optional<IntFunction<String>> ofThisProcess() {
        try {
            return strerror(Linker.nativeLinker());
        } catch (UnsupportedOperationException | IllegalCallerException _) {
            return Optional.empty(); // another kind of system, or native access is denied
        }
    }

    @SuppressWarnings("unchecked") // the proxy of the raw interface
    private static Optional<IntFunction<String>> strerror(Linker linker) {
        return linker.defaultLookup().find("strerror").map(address -> {
            IntFunction<MemorySegment> strerror = MethodHandleProxies.asInterfaceInstance(
                    IntFunction.class,
                    linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT)));
            return number -> text(strerror.apply(number));
        });
    }

    private static String text(MemorySegment address) {
        MemorySegment bytes = address.reinterpret(LONGEST_BYTES);
        int length = 0;
        while (bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        return new String(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), ofTheSystem());
    }

    /** As Java decodes the messages of its exceptions. */
    private static Charset ofTheSystem() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }
}
