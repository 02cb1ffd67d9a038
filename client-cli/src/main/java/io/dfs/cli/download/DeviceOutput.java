package io.dfs.cli.download;

import io.dfs.cli.download.LocalTarget.Device;
import io.dfs.cli.download.LocalTarget.Kind;
import io.dfs.cli.progress.Progress;
import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Streams a file into a pipe or device. */
final class DeviceOutput {

    private DeviceOutput() {}

    static void write(Device device, Progress progress, StreamDownload download) {
        if (device.kind() == Kind.PIPE) {
            progress.warn("%s is a pipe: waiting until a program reads from it".formatted(device.path()));
        }
        try (FileChannel channel = FileChannel.open(device.path(), StandardOpenOption.WRITE)) {
            download.copyTo(Channels.newOutputStream(channel), String.valueOf(device.path()));
            if (device.kind() == Kind.BLOCK_DEVICE) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write", device.path(), e);
        }
    }
}
