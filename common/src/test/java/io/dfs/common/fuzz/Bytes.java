package io.dfs.common.fuzz;

import java.io.ByteArrayOutputStream;

/** Damages bytes. */
public final class Bytes {

    private final Draw draw;

    public Bytes(Draw draw) {
        this.draw = draw;
    }

    /** The same with one to four damages. */
    public byte[] mutate(byte[] bytes) {
        byte[] mutated = bytes;
        for (int i = draw.below(4); i >= 0; i--) {
            mutated = mutated.length == 0 ? draw.bytes(draw.size(16)) : once(mutated);
        }
        return mutated;
    }

    private byte[] once(byte[] bytes) {
        int at = draw.below(bytes.length);
        int end = at + draw.below(bytes.length - at + 1);
        return switch (draw.below(8)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ 1 << draw.below(8)));
            case 1 -> with(bytes, at, (byte) draw.below(256));
            case 2 ->
                with(bytes, at, draw.of((byte) 0, (byte) -1, (byte) 0x7F, (byte) -128, (byte) '"', (byte) '{', (byte)
                        '\n'));
            case 3 -> replace(bytes, at, bytes.length, new byte[0]);
            case 4 -> replace(bytes, at, end, new byte[0]);
            case 5 -> replace(bytes, at, at, draw.bytes(1 + draw.below(8)));
            case 6 -> replace(bytes, at, at, slice(bytes, at, Math.min(end, at + 256)));
            default -> replace(bytes, at, end, draw.bytes(Math.min(end - at, 64)));
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(bytes, 0, from);
        changed.writeBytes(by);
        changed.write(bytes, to, bytes.length - to);
        return changed.toByteArray();
    }
}
