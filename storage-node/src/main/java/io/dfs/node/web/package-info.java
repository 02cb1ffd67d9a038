/** What every HTTP request of the node shares: request ids, problems, and the web server's settings. */
@NullMarked
package io.dfs.node.web;

import org.jspecify.annotations.NullMarked;
