/** Chunk reports: what a node says it holds, compared with what is recorded. A report changes records, never files. */
@NullMarked
package io.dfs.metadata.report;

import org.jspecify.annotations.NullMarked;
