package io.dfs.common.fuzz;

/** One case of a suite; it may be run by several threads at once, each with choices of its own. */
@FunctionalInterface
public interface FuzzCase {

    /**
     * Draws an input, tries it, and fails with an {@link AssertionError} if what came of it is not allowed.
     *
     * @return what came of it, in a word or two: it is counted
     */
    String run(Draw draw) throws Exception;
}
