package io.dfs.cli.upload;

import io.dfs.common.file.FilePath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a chunk says of where it came from. */
final class Origins {

    static final String PACK = "pack";

    private Origins() {}

    static String of(FilePath target, int position) {
        // Percent-encoding as in URLs: a header carries ASCII only. The encoder's '+' for a blank is its only
        // deviation.
        String path = URLEncoder.encode(target.toString(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return path + "#" + position;
    }
}
