package io.dfs.cli.upload;

import io.dfs.cli.upload.UploadItem.LocalFile;

/** A file in a pack: {@code dataOffset} is where in the chunk its bytes begin. */
record PackMember(LocalFile file, long dataOffset) {}
