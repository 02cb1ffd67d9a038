package io.dfs.cli.download;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Which extents of one version of a file are done: the version as JSON on the first line, then a position per line. */
final class PartJournal implements AutoCloseable {

    private static final int MAX_POSITION = 1_000_000;

    private final Path file;
    private final FileChannel channel;
    private final BitSet positions = new BitSet();
    private boolean resumed;

    private PartJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static PartJournal open(Path file, FileVersion version) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            PartJournal journal = new PartJournal(file, channel);
            journal.load(version);
            if (!journal.resumed) {
                channel.truncate(0);
                journal.append(Json.mapper().writeValueAsString(version));
            }
            channel.position(channel.size());
            return journal;
        } catch (IOException e) {
            throw LocalFileException.of("keep the download's journal", file, e);
        }
    }

    private void load(FileVersion version) throws IOException {
        // Not closed: it would close the channel.
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        String first = lines.readLine();
        if (first == null || !version.equals(parse(first))) {
            return;
        }
        resumed = true;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // A torn number names another extent at worst, and each is checked before it is believed.
            if (line.matches("\\d{1,7}") && Integer.parseInt(line) <= MAX_POSITION) {
                positions.set(Integer.parseInt(line));
            }
        }
    }

    private static @Nullable FileVersion parse(String line) {
        try {
            return Json.mapper().readValue(line, FileVersion.class);
        } catch (JacksonException _) {
            return null;
        }
    }

    boolean resumed() {
        return resumed;
    }

    synchronized boolean has(int position) {
        return positions.get(position);
    }

    synchronized void add(int position) {
        positions.set(position);
        append(Integer.toString(position));
    }

    private void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write the download's journal", file, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LocalFileException.of("remove the download's journal", file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalFileException.of("close the download's journal", file, e);
        }
    }
}
