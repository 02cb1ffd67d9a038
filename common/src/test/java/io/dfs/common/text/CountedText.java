package io.dfs.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

/** A text that counts how often one of its characters is looked at, as a measure of work that no busy machine changes. */
public final class CountedText implements CharSequence {

    /** What makes patterns try again and again: parts of tokens, of dotted names, of numbers and of blanks. */
    public static final List<String> HOSTILE = List.of(
            "eyJ", "eyJa.", "eyJa.b.", "dfs_", "dfs_eyJ", "a.", "a.b", ".", "..", "-", " ", "a ", "/", "%2f", "1", "1.",
            "A", "aA.", "\\", "\"", ",", "=", "&", "a=b&", "a-", "a,", "\t", "é");

    private static final int LENGTH = 4_000;

    private final String text;
    private final long[] looks;

    private CountedText(String text, long[] looks) {
        this.text = text;
        this.looks = looks;
    }

    /** Fails if the work on one of the hostile texts grows faster than its length. */
    public static void assertLinear(Consumer<CharSequence> work) {
        for (String part : HOSTILE) {
            long once = looks(part, LENGTH, work);
            long tenTimes = looks(part, 10 * LENGTH, work);
            assertThat(tenTimes)
                    .as("looks at %d characters of '%s' again and again; at %d: %d", 10 * LENGTH, part, LENGTH, once)
                    .isLessThanOrEqualTo(12 * once + 1_000);
        }
    }

    private static long looks(String part, int length, Consumer<CharSequence> work) {
        CountedText text = new CountedText(part.repeat(length / part.length()), new long[1]);
        work.accept(text);
        return text.looks[0];
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        looks[0]++;
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        looks[0] += end - start;
        return new CountedText(text.substring(start, end), looks);
    }

    @Override
    public String toString() {
        looks[0] += text.length();
        return text;
    }
}
