/** What every service of a cluster does at its edge, whatever it serves. */
@NullMarked
package io.dfs.service;

import org.jspecify.annotations.NullMarked;
