/** The one catalogue of errors, from the service to the exit code of the client. */
@NullMarked
package io.dfs.common.error;

import org.jspecify.annotations.NullMarked;
