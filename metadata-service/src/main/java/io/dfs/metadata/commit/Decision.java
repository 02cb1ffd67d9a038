package io.dfs.metadata.commit;

/** What becomes of one file of a commit. */
sealed interface Decision {

    /** The version that the file has afterwards. */
    long version();

    record Create() implements Decision {
        @Override
        public long version() {
            return 1;
        }
    }

    record Replace(StandingEntry old) implements Decision {
        @Override
        public long version() {
            return old.version() + 1;
        }
    }

    /** This very upload has been committed already; its answer was lost. */
    record Repeat(StandingEntry first) implements Decision {
        @Override
        public long version() {
            return first.version();
        }
    }
}
