package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.download.JournalLine.Part;
import io.dfs.cli.transfer.UnfinishedName;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {

    private static final FileVersion VERSION =
            new FileVersion(FilePath.valueOf("/a"), 1, 3, Crc32c.of(new byte[] {'n', 'e', 'w'}));

    @TempDir
    Path folder;

    private Path target;
    private DownloadJournal journal;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void open() {
        target = folder.resolve("out/b");
        journal = journal(folder.resolve("state"));
        folder.resolve("out").toFile().mkdir();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private DownloadJournal journal(Path state) {
        return DownloadJournal.open(
                state, new DownloadIdentity(List.of(VERSION.path()), target.toString(), false, null), warnings::add);
    }

    /** As a run that was killed leaves it. */
    private Part left(String content) throws IOException {
        PartFile part = PartFile.open(target, journal, VERSION);
        byte[] bytes = content.getBytes();
        part.write(0, bytes, 0, bytes.length);
        part.close();
        return journal.partOf(target).orElseThrow();
    }

    @Test
    void isAloneInAPrivateDirectory() throws IOException {
        Part left = left("new");

        Path directory = Path.of(left.directory());
        assertThat(directory.getParent()).isEqualTo(target.getParent());
        assertThat(directory.getFileName().toString()).matches(UnfinishedName::matches);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatLiesBehindTheEndOfTheFileDoesNotBecomePartOfIt() throws IOException {
        left("new and an old tail");

        try (PartFile part = PartFile.open(target, journal, VERSION)) {
            assertThat(part.finish(3, false)).isTrue();
        }

        assertThat(target).hasContent("new");
        assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**/.dfs-*");
    }

    @Test
    void aDirectoryThatHasTakenThePrivateOnesPlaceIsLeftAlone() throws IOException {
        Part left = left("old");
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path directory = Path.of(left.directory());
        Files.move(directory, folder.resolve("away"));
        Files.createDirectory(directory);
        Files.createLink(directory.resolve("data"), victim);

        try (PartFile part = PartFile.open(target, journal, VERSION)) {
            part.write(0, "new".getBytes(), 0, 3);
            part.finish(3, false);
        }

        assertThat(target).hasContent("new");
        assertThat(victim).hasContent("precious");
        assertThat(directory.resolve("data")).exists();
    }

    @Test
    void aDirectoryOfAnotherUserThatHasTheInodesNumberIsLeftAlone() throws IOException {
        Part left = left("old");
        Path directory = Path.of(left.directory());
        String inode = String.valueOf(Files.getAttribute(directory, "unix:ino"));

        assertThat(left.inode()).startsWith(inode + ":");
        assertThat(Inodes.isDirectory(directory, left.inode())).isTrue();
        assertThat(Inodes.isDirectory(directory, inode))
                .as("of an older version")
                .isTrue();
        assertThat(Inodes.isDirectory(directory, inode + ":4711")).isFalse();
        assertThat(Inodes.isDirectory(directory, inode.substring(1))).isFalse();
    }

    @Test
    void whatCanNotBeRemovedKeepsNothingElse() throws IOException {
        Part left = left("old");
        Path target2 = folder.resolve("out/c");
        PartFile.open(target2, journal, VERSION).close();
        Path foreign = Files.writeString(Path.of(left.directory()).resolve("foreign"), "precious");

        Leftovers.removeAll(journal, warnings::add);

        assertThat(foreign).exists();
        assertThat(journal.parts()).extracting(Part::target).containsExactly(target.toString());
        assertThat(warnings).hasSize(1).allMatch(warning -> warning.contains("could not be removed"));
    }

    @Test
    void aJournalThatWasGivenUpIsLeftToTheRunThatHasItNow() throws IOException {
        journal.close();

        journal.deleteIfEmpty();

        assertThat(folder.resolve("state")).isNotEmptyDirectory();
    }

    @Test
    void aLinkInThePlaceOfTheUnfinishedFileIsNotFollowed() throws IOException {
        Part left = left("old");
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path data = Path.of(left.directory()).resolve("data");
        Files.delete(data);
        Files.createSymbolicLink(data, victim);

        try (PartFile part = PartFile.open(target, journal, VERSION)) {
            part.write(0, "new".getBytes(), 0, 3);
            part.finish(3, false);
        }

        assertThat(target).isRegularFile().hasContent("new");
        assertThat(victim).hasContent("precious");
    }

    /** As all of a file's threads are when one of them fails. */
    @Test
    void anInterruptedThreadDoesNotEndTheJournal() throws IOException {
        Thread.currentThread().interrupt();
        journal.add(new Part(folder + "/private", "1", target.toString(), VERSION));
        assertThat(Thread.interrupted()).isTrue();
        journal.close();

        assertThat(warnings).isEmpty();
        journal = journal(folder.resolve("state"));
        assertThat(journal.partOf(target)).isPresent();
    }

    @Test
    void withoutAPlaceForItsJournalNothingIsKept() throws IOException {
        try (DownloadJournal none =
                        journal(Files.createFile(folder.resolve("file")).resolve("state"));
                PartFile part = PartFile.open(target, none, VERSION)) {
            assertThat(part.isResumable()).isFalse();
            part.write(0, "new".getBytes(), 0, 3);
            part.finish(3, false);
        }

        assertThat(target).hasContent("new");
        assertThat(warnings).singleElement().asString().contains("can't be continued");
    }
}
