package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** The exchange of secrets and certificates while everything runs, in the steps that the documentation names. */
final class ChaosRotation {

    private static final String SECRET = "secret";
    private static final String CERTIFICATES = "certificates";

    private final ChaosScene scene;

    /** One step of an exchange. */
    private record Step(String what, Runnable work) {}

    ChaosRotation(ChaosScene scene) {
        this.scene = scene;
    }

    void rotateSecret() {
        if (scene.disorders().has(SECRET)) {
            return;
        }
        byte[] bytes = new byte[32];
        scene.random().nextBytes(bytes);
        String next = HexFormat.of().formatHex(bytes);
        String old = read(scene.cluster().secretFile()).strip();
        scene.tell(ChaosFault.ROTATE_SECRET, "in three steps");
        go(
                SECRET,
                List.of(
                        new Step("everybody accepts the new", () -> write(old + "\n" + next + "\n")),
                        new Step("everybody signs with the new", () -> write(next + "\n" + old + "\n")),
                        new Step("no one accepts the old", () -> write(next + "\n"))));
    }

    void renewCertificates() {
        if (!scene.disorders().has(CERTIFICATES)) {
            scene.tell(ChaosFault.ROTATE_CERTIFICATES, "of all");
            scene.cluster().certificates().renew();
        }
    }

    void changeAuthority() {
        if (scene.disorders().has(CERTIFICATES)) {
            return;
        }
        ClusterCertificates certificates = scene.cluster().certificates();
        scene.tell(ChaosFault.ROTATE_AUTHORITY, "in three steps");
        go(
                CERTIFICATES,
                List.of(
                        new Step("everybody trusts a second authority for the", certificates::trustNextAuthority),
                        new Step("everybody shows the new", certificates::showNextCertificates),
                        new Step("no one trusts the former authority of the", certificates::distrustFormerAuthority)));
    }

    /** The first step now, and each other one some seconds after the one before. */
    private void go(String what, List<Step> steps) {
        scene.tell("%s %s".formatted(steps.getFirst().what(), what));
        steps.getFirst().work().run();
        goOn(what, steps.subList(1, steps.size()));
    }

    private void goOn(String what, List<Step> rest) {
        if (!rest.isEmpty()) {
            Duration wait = Duration.ofSeconds(5).plus(scene.upTo(10));
            scene.disorders().begin(what, wait, rest.getFirst().what(), () -> {
                rest.getFirst().work().run();
                goOn(what, rest.subList(1, rest.size()));
            });
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String secrets) {
        Path file = scene.cluster().secretFile();
        Path next = file.resolveSibling("secret.next");
        try {
            Files.writeString(next, secrets);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
