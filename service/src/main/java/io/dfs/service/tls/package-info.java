/** TLS of a service: its port and its management port, who must show a certificate, and when it must not start. */
@NullMarked
package io.dfs.service.tls;

import org.jspecify.annotations.NullMarked;
