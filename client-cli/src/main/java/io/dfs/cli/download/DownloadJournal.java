package io.dfs.cli.download;

import io.dfs.cli.download.JournalLine.Extents;
import io.dfs.cli.download.JournalLine.Part;
import io.dfs.cli.download.JournalLine.Tree;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.LockedFile;
import io.dfs.common.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What one {@code dfs download} command has unfinished, in the client's state directory: the only way in which the same command,
 * run again, finds the private directories again. Nothing in it is believed without being checked, so no line needs an fsync. Without
 * a place for it a download works as well, but can't be continued. Thread-safe.
 */
final class DownloadJournal implements AutoCloseable {

    private static final int FORMAT = 1;
    private static final int MAX_POSITION = 1_000_000;

    /** Lines about files that are complete are dropped when there are so many, so that the journal of a large tree stays small. */
    private static final int MAX_ENDED = 10_000;

    /** Of more files than this what is there of them is not kept. */
    private static final int MAX_KEPT = 1_000;

    private record Unfinished(Part part, BitSet done) {}

    private final @Nullable Path file;
    private final Consumer<String> warn;
    private @Nullable RandomAccessFile open;
    private @Nullable Tree tree;

    /** By target. */
    private final Map<String, Unfinished> unfinished = new LinkedHashMap<>();

    private int ended;

    private DownloadJournal(@Nullable Path file, @Nullable RandomAccessFile open, Consumer<String> warn) {
        this.file = file;
        this.open = open;
        this.warn = warn;
    }

    /** Keeps nothing: for a download that can't be continued. */
    static DownloadJournal unrecorded() {
        return new DownloadJournal(null, null, _ -> {});
    }

    /**
     * Opens what an earlier run of the same command has left, or begins a journal. Refuses while the same command runs.
     *
     * @param warn is told if there is no place for a journal
     */
    static DownloadJournal open(Path directory, DownloadIdentity identity, Consumer<String> warn) {
        Path file = directory.resolve(identity.fileName());
        try {
            DownloadJournal journal = openFile(file, warn);
            if (journal == null) {
                throw new LocalFileException(
                        "the same download is running already (its journal %s is locked): wait for its end, or stop it"
                                .formatted(file));
            }
            return journal;
        } catch (IOException e) {
            warn.accept("this download can't be continued if it breaks off: "
                    + LocalFileException.of("keep a journal in", directory, e).getMessage());
            return unrecorded();
        }
    }

    /** Null while another process has it. */
    static @Nullable DownloadJournal openFile(Path file, Consumer<String> warn) throws IOException {
        RandomAccessFile open = LockedFile.open(file);
        if (open == null) {
            return null;
        }
        DownloadJournal journal = new DownloadJournal(file, open, warn);
        try {
            journal.load(open.getChannel());
            journal.rewrite();
            return journal;
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private void load(FileChannel journal) throws IOException {
        // Not closed: it would close the channel.
        BufferedReader lines = new BufferedReader(Channels.newReader(journal, StandardCharsets.UTF_8));
        JournalLine first = parse(lines.readLine());
        if (first == null || first.format() == null || first.format() != FORMAT) {
            return;
        }
        for (JournalLine line = parse(lines.readLine()); line != null; line = parse(lines.readLine())) {
            note(line);
        }
    }

    /** Null for the end, or for a line that a crash has torn. */
    private static @Nullable JournalLine parse(@Nullable String line) {
        try {
            return line == null ? null : Json.mapper().readValue(line, JournalLine.class);
        } catch (JacksonException _) {
            return null;
        }
    }

    private void note(JournalLine line) {
        if (line.tree() != null) {
            tree = line.tree();
        }
        Part part = line.part();
        if (part != null) {
            unfinished.put(part.target(), new Unfinished(part, new BitSet()));
        }
        Extents extents = line.extents();
        Unfinished known = extents == null ? null : unfinished.get(extents.target());
        if (extents != null && known != null) {
            extents.positions().stream()
                    .filter(position -> position >= 0 && position <= MAX_POSITION)
                    .forEach(known.done()::set);
        }
        if (line.ended() != null) {
            unfinished.remove(line.ended());
            ended++;
        }
    }

    /** Whether the directory is the one that an earlier run of this command made for its tree. */
    synchronized boolean isTree(Path directory) {
        return tree != null
                && tree.directory().equals(directory.toString())
                && Inodes.isDirectory(directory, tree.inode());
    }

    synchronized void treeIs(Path directory) {
        add(JournalLine.of(new Tree(directory.toString(), Inodes.of(directory))));
    }

    /** What an earlier run, or this one, has of this target. */
    synchronized Optional<Part> partOf(Path target) {
        return Optional.ofNullable(unfinished.get(target.toString())).map(Unfinished::part);
    }

    synchronized List<Part> parts() {
        return unfinished.values().stream().map(Unfinished::part).toList();
    }

    /** Whether an unfinished file may stay for a later run. */
    synchronized boolean mayKeep() {
        return open != null && unfinished.size() < MAX_KEPT;
    }

    synchronized void add(Part part) {
        add(JournalLine.of(part));
    }

    synchronized boolean isDone(Part part, int position) {
        Unfinished known = unfinished.get(part.target());
        return known != null && known.done().get(position);
    }

    synchronized void done(Part part, int position) {
        add(JournalLine.of(new Extents(part.target(), List.of(position))));
    }

    synchronized void ended(Part part) {
        add(JournalLine.ended(part.target()));
        if (ended >= MAX_ENDED) {
            rewrite();
        }
    }

    private void add(JournalLine line) {
        note(line);
        append(List.of(line));
    }

    /** Leaves only what is still unfinished. A crash in the middle costs what could have been continued, and no more. */
    private void rewrite() {
        if (open == null) {
            return;
        }
        try {
            open.setLength(0);
        } catch (IOException e) {
            giveUp(e);
        }
        ended = 0;
        List<JournalLine> lines = new ArrayList<>(List.of(JournalLine.format(FORMAT)));
        if (tree != null) {
            lines.add(JournalLine.of(tree));
        }
        unfinished.values().forEach(each -> {
            lines.add(JournalLine.of(each.part()));
            lines.add(JournalLine.of(new Extents(
                    each.part().target(), each.done().stream().boxed().toList())));
        });
        append(lines);
    }

    private void append(List<JournalLine> lines) {
        if (open == null) {
            return;
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(Json.mapper().writeValueAsString(line)).append('\n'));
        try {
            open.seek(open.length());
            open.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** A full home directory must not end a transfer of hours. */
    private void giveUp(IOException cause) {
        warn.accept("this download can't be continued if it breaks off: "
                + LocalFileException.of("write its journal", String.valueOf(file), cause)
                        .getMessage());
        close();
    }

    /** The tree is complete. */
    synchronized void forgetTree() {
        tree = null;
    }

    /** Not if it has been given up: then it is no longer locked, and another run may have it. */
    synchronized void deleteIfEmpty() {
        if (file != null && open != null && tree == null && unfinished.isEmpty()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw LocalFileException.of("remove the download's journal", file, e);
            }
        }
    }

    @Override
    public synchronized void close() {
        RandomAccessFile closing = open;
        open = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                throw LocalFileException.of("close the download's journal", String.valueOf(file), e);
            }
        }
    }
}
