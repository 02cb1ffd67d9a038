/** What a person sees of a transfer while it runs. */
@NullMarked
package io.dfs.cli.progress;

import org.jspecify.annotations.NullMarked;
