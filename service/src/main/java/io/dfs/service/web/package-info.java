/** What every HTTP request to a service gets: an id. */
@NullMarked
package io.dfs.service.web;

import org.jspecify.annotations.NullMarked;
