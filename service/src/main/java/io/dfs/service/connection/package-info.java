/** Keeps connections that send little or nothing from taking the place of those that do work. */
@NullMarked
package io.dfs.service.connection;

import org.jspecify.annotations.NullMarked;
