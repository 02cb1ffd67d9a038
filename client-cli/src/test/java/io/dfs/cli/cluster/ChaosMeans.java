package io.dfs.cli.cluster;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which faults can be drawn here.
 *
 * @param reasons of those that can't
 */
record ChaosMeans(Map<ChaosFault, String> reasons) {

    /** @param folder where the cluster will be */
    static ChaosMeans of(ChaosDatabase database, Path folder) {
        Map<ChaosFault, String> reasons = new EnumMap<>(ChaosFault.class);
        Optional<String> noFileSystems = SmallFileSystem.obstacle(folder);
        noFileSystems.ifPresent(reason -> reasons.put(ChaosFault.FILL_DISK, reason));
        if (FakeClock.library().isEmpty()) {
            String reason = "libfaketime is not installed (Debian: apt-get install faketime)";
            reasons.put(ChaosFault.JUMP_NODE_CLOCK, reason);
            reasons.put(ChaosFault.JUMP_CONTROLLER_CLOCK, reason);
            reasons.put(ChaosFault.JUMP_METADATA_CLOCK, reason);
        }
        if (!SecureMode.isOn()) {
            reasons.put(ChaosFault.ROTATE_CERTIFICATES, "it takes -Ddfs.test.tls=true");
            reasons.put(ChaosFault.ROTATE_AUTHORITY, "it takes -Ddfs.test.tls=true");
        }
        if (!database.isServer()) {
            String reason = "H2 is a part of the metadata service";
            reasons.put(ChaosFault.KILL_DATABASE, reason);
            reasons.put(ChaosFault.PAUSE_DATABASE, reason);
            reasons.put(
                    ChaosFault.JUMP_METADATA_CLOCK, reason + ": a jump of its clock stops the reclaiming for hours");
        }
        if (!database.isGroup()) {
            reasons.put(ChaosFault.CUT_OFF_DATABASE, "it takes -D%s=group".formatted(ChaosDatabase.PROPERTY));
        }
        return new ChaosMeans(reasons);
    }

    boolean allow(ChaosFault fault) {
        return !reasons.containsKey(fault);
    }

    List<ChaosFault> drawable() {
        return Stream.of(ChaosFault.values()).filter(this::allow).toList();
    }

    @Override
    public String toString() {
        return reasons.isEmpty()
                ? "every fault can be drawn"
                : reasons.entrySet().stream()
                        .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ", "not drawn here: ", ""));
    }
}
