package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real disk that writes down each step and can be told to break at one, and to stay broken like a dead process. */
final class RecordingDisk implements Disk {

    private final Disk disk = new LocalDisk();
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private volatile int failAtStep = Integer.MAX_VALUE;
    private volatile boolean deadAfterFailure;
    private volatile @Nullable String failurePrefix;
    private volatile String failure = "Input/output error";
    volatile long usableBytes = Long.MAX_VALUE;
    volatile long totalBytes = Long.MAX_VALUE;
    volatile boolean sharedFileSystem;

    List<String> steps() {
        return List.copyOf(steps);
    }

    void forget() {
        steps.clear();
    }

    /** The step with this number, counted from 0 since {@link #forget}, and all later ones fail: the process is dead. */
    void dieAtStep(int number) {
        failAtStep = number;
        deadAfterFailure = true;
    }

    /** Steps that start like this fail. */
    void failOn(String prefix, String message) {
        failurePrefix = prefix;
        failure = message;
    }

    void repair() {
        failAtStep = Integer.MAX_VALUE;
        deadAfterFailure = false;
        failurePrefix = null;
    }

    private void step(String what) throws IOException {
        int number;
        synchronized (steps) {
            number = steps.size();
            steps.add(what);
        }
        String prefix = failurePrefix;
        if (number == failAtStep
                || (deadAfterFailure && number > failAtStep)
                || (prefix != null && what.startsWith(prefix))) {
            throw new IOException(failure);
        }
    }

    @Override
    public NewFile create(Path file) throws IOException {
        step("create " + file);
        return recording(file, disk.create(file));
    }

    @Override
    public NewFile createPrivate(Path file) throws IOException {
        step("createPrivate " + file);
        return recording(file, disk.createPrivate(file));
    }

    private NewFile recording(Path file, NewFile real) {
        return new NewFile() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                try {
                    step("write " + file);
                } catch (IOException e) {
                    real.write(bytes.slice(0, bytes.remaining() / 2)); // torn, as in a crash
                    throw e;
                }
                real.write(bytes);
            }

            @Override
            public void force() throws IOException {
                step("force " + file);
                real.force();
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void forceFile(Path file) throws IOException {
        step("force " + file);
        disk.forceFile(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("forceDirectory " + directory);
        disk.forceDirectory(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step("createDirectory " + directory);
        disk.createDirectory(directory);
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        step("rename " + source + " " + target);
        disk.rename(source, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        step("delete " + file);
        disk.delete(file);
    }

    @Override
    public String fileSystem(Path directory) throws IOException {
        return sharedFileSystem ? disk.fileSystem(directory) : directory.toString();
    }

    @Override
    public long totalBytes(Path directory) throws IOException {
        return Math.min(totalBytes, disk.totalBytes(directory));
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Math.min(usableBytes, disk.usableBytes(directory));
    }
}
