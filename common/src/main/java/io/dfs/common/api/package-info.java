/** The wire contract of the metadata service and the storage nodes: records and the interface of the service. */
@NullMarked
package io.dfs.common.api;

import org.jspecify.annotations.NullMarked;
