/** What every HTTP request to a service gets, and how the web server is set up for it: ids, headers, problems, limits. */
@NullMarked
package io.dfs.service.web;

import org.jspecify.annotations.NullMarked;
