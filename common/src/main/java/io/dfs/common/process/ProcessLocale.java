package io.dfs.common.process;

import java.util.Locale;

/**
 * The locale of every dfs process. The language of a machine must make no difference to what is sent, signed or printed: in some
 * languages {@code %d} gives other digits than 0 to 9.
 */
public final class ProcessLocale {

    private ProcessLocale() {}

    /** The first step of every main method. */
    public static void fix() {
        Locale.setDefault(Locale.ROOT);
    }
}
