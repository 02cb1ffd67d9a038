/** The description of the API that the service publishes: /v3/api-docs, and /swagger-ui.html for people. */
@NullMarked
package io.dfs.metadata.openapi;

import org.jspecify.annotations.NullMarked;
