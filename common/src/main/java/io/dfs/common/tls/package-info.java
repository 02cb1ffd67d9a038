/** Certificates, keys and authorities in PEM files: read, checked, and read again when they change. */
@NullMarked
package io.dfs.common.tls;

import org.jspecify.annotations.NullMarked;
